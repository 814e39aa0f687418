package dev.bettong.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs the commands: {@code send}, {@code receive} and so on. For one thread. */
public final class CommandLine {

    private static final String HELP = "help";
    private static final Set<String> WAYS_TO_ASK_FOR_HELP = Set.of(HELP, "--help", "-h");
    private static final int SUCCESS = 0;

    private static final String START = """
            Usage: java -jar bettong-exec.jar [--property=value ...]
              Starts the service; config/application.yml lists the properties.

            java -jar bettong-exec.jar --check [--property=value ...]
              Prints what the service would run, or all problems of its configuration, and starts nothing.
              Exits with 0 if there is no problem, with 1 otherwise.
            """;

    private static final List<Command> COMMANDS =
            List.of(new Send(), new Receive(), new Journal(), new States(), new DeadLetterList());

    private final Console console;

    public CommandLine(InputStream in, PrintStream out, PrintStream err) {
        console = new Console(in, out, err);
    }

    /** Whether {@code args} ask for a command, known or not, and not for the service. */
    public static boolean isMeantBy(String... args) {
        return args.length > 0 && (!args[0].startsWith("-") || WAYS_TO_ASK_FOR_HELP.contains(args[0]));
    }

    /**
     * Runs a command.
     *
     * @param args its name, and what belongs to it
     * @return what the process should exit with: 0 if it is done, 1 if it failed, 2 if the arguments make no sense
     */
    public int run(String... args) {
        String name = args[0];
        if (WAYS_TO_ASK_FOR_HELP.contains(name)) {
            console.out().print(usage());
            return SUCCESS;
        }
        Optional<Command> command =
                COMMANDS.stream().filter(each -> each.name().equals(name)).findFirst();
        if (command.isEmpty()) {
            console.err().print("There is no command '%s'.%n%n%s".formatted(name, usage()));
            return CommandFailure.Kind.WRONG_USAGE.exitCode();
        }
        return run(command.get(), List.of(args).subList(1, args.length));
    }

    private int run(Command command, List<String> args) {
        try {
            if (args.stream().anyMatch(arg -> arg.equals("--help"))) {
                console.out().print(command.help());
            } else {
                command.run(Arguments.of(args, command), console);
            }
            console.checkThatSomebodyReads();
            return SUCCESS;
        } catch (CommandFailure failure) {
            console.err().println(failure.getMessage());
            if (failure.kind() == CommandFailure.Kind.WRONG_USAGE) {
                console.err().printf("%n%s", command.help());
            }
            return failure.kind().exitCode();
        } finally {
            console.out().flush();
            console.err().flush();
        }
    }

    private static String usage() {
        return START
                + COMMANDS.stream()
                        .map(Command::help)
                        .map(help -> "\njava -jar bettong-exec.jar " + help)
                        .collect(Collectors.joining());
    }
}
