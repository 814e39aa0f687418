package dev.bettong.checkpoint;

import dev.bettong.state.StateAccessException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which pipelines share state, directly or through others: if one of them fails, none of them can continue. */
public record StateSharing(List<DurablePipeline> pipelines) {

    /** Gives every pipeline the group with which it must fail. */
    public void connect() {
        groups().forEach(group -> group.forEach(pipeline -> pipeline.sharesStateWith(group)));
    }

    /** The groups of pipelines that share state; every pipeline is in one. */
    List<List<DurablePipeline>> groups() {
        List<List<DurablePipeline>> groups = new ArrayList<>();
        List<DurablePipeline> left = new ArrayList<>(pipelines);
        while (!left.isEmpty()) {
            groups.add(group(left.removeFirst(), left));
        }
        return List.copyOf(groups);
    }

    /** A state cannot be saved: the pipelines that use it end. */
    void fail(StateAccessException cause) {
        pipelines.stream()
                .filter(pipeline -> pipeline.states().contains(cause.state()))
                .forEach(pipeline -> pipeline.failed(cause));
    }

    private static List<DurablePipeline> group(DurablePipeline first, List<DurablePipeline> left) {
        List<DurablePipeline> group = new ArrayList<>(List.of(first));
        Set<String> states = new HashSet<>(first.states());
        for (int i = 0; i < left.size(); i++) {
            if (!Collections.disjoint(states, left.get(i).states())) {
                DurablePipeline member = left.remove(i);
                group.add(member);
                states.addAll(member.states());
                i = -1; // its states may bring in one that was passed by
            }
        }
        return List.copyOf(group);
    }
}
