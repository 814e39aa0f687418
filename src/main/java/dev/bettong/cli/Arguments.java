package dev.bettong.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What follows the name of a command: values at their positions, and options anywhere, as {@code --name value} or
 * {@code --name=value}. Behind {@code --} there are no options.
 */
final class Arguments {

    private final List<String> positional = new ArrayList<>();
    private final Set<String> flags = new HashSet<>();
    private final Map<String, String> valued = new HashMap<>();

    private final Command command;

    private Arguments(Command command) {
        this.command = command;
    }

    /** Reads the arguments of {@code command}. */
    static Arguments of(List<String> all, Command command) {
        Arguments read = new Arguments(command);
        Iterator<String> rest = all.iterator();
        while (rest.hasNext()) {
            String next = rest.next();
            if (next.equals("--")) {
                rest.forEachRemaining(read.positional::add);
            } else if (next.startsWith("--")) {
                read.option(next, rest);
            } else {
                read.positional.add(next);
            }
        }
        return read;
    }

    private void option(String option, Iterator<String> rest) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        if (command.valued().contains(name)) {
            if (equals < 0 && !rest.hasNext()) {
                throw CommandFailure.usage("The option '%s' needs a value.".formatted(name));
            }
            String value = equals < 0 ? rest.next() : option.substring(equals + 1);
            if (valued.put(name, value) != null) {
                throw CommandFailure.usage("The option '%s' is there twice.".formatted(name));
            }
        } else if (command.flags().contains(option)) {
            flags.add(option);
        } else {
            throw CommandFailure.usage("'%s' has no option '%s'.".formatted(command.name(), option));
        }
    }

    /** Throws if there are fewer or more values than that. */
    void expect(int fewest, int most) {
        if (positional.size() < fewest) {
            throw CommandFailure.usage(
                    "'%s' lacks a value: it has %d of %d.".formatted(command.name(), positional.size(), fewest));
        }
        if (positional.size() > most) {
            throw CommandFailure.usage("'%s' is too much.".formatted(positional.get(most)));
        }
    }

    /** The value at a position that must be there. */
    String at(int position) {
        return positional.get(position);
    }

    /** The value at a position, if there are as many. */
    Optional<String> find(int position) {
        return position < positional.size() ? Optional.of(positional.get(position)) : Optional.empty();
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(valued.get(name));
    }

    /** A whole number from {@code smallest} up. */
    Optional<Long> number(String name, long smallest) {
        return option(name).map(text -> {
            try {
                long number = Long.parseLong(text);
                if (number >= smallest) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // reported below
            }
            throw CommandFailure.usage(
                    "'%s' is '%s', but must be a whole number, %d or more.".formatted(name, text, smallest));
        });
    }
}
