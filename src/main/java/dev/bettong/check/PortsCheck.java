package dev.bettong.check;

import dev.bettong.problem.Problems;
import dev.bettong.properties.BettongProperties;
import dev.bettong.properties.PropertyName;
import java.util.ArrayList;
import java.util.List;

/** Checks that no two parts of this process listen on one port. */
final class PortsCheck {

    private final Problems problems;

    PortsCheck(Problems problems) {
        this.problems = problems;
    }

    /** Checks the sources against {@code others}, which are known to get along, and against each other. */
    void check(BettongProperties properties, List<ListeningPort> others) {
        List<ListeningPort> taken = new ArrayList<>(others);
        properties.sources().forEach((name, source) -> {
            if (source.tcp() != null) {
                String property = PropertyName.of("bettong.sources", name) + ".tcp.port";
                ListeningPort port = new ListeningPort(
                        property, source.tcp().host(), source.tcp().port());
                taken.stream().filter(port::clashesWith).findFirst().ifPresent(first -> clash(port, first));
                taken.add(port);
            }
        });
    }

    private void clash(ListeningPort port, ListeningPort first) {
        problems.add(
                port.property(),
                "It is %d, which is taken by %s.".formatted(port.port(), first.property()),
                "Set one of the two to another port.");
    }
}
