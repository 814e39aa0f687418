package dev.bettong.embedded;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which pipelines share state, directly or through others: if one of them fails, none of them can go on. */
record StateSharing(List<EmbeddedPipeline> pipelines) {

    /** Tells every pipeline who is in the same boat. */
    void tell() {
        List<EmbeddedPipeline> left = new ArrayList<>(pipelines);
        while (!left.isEmpty()) {
            List<EmbeddedPipeline> group = group(left.removeFirst(), left);
            group.forEach(pipeline -> pipeline.sharesStateWith(group));
        }
    }

    private static List<EmbeddedPipeline> group(EmbeddedPipeline first, List<EmbeddedPipeline> left) {
        List<EmbeddedPipeline> group = new ArrayList<>(List.of(first));
        Set<String> states = new HashSet<>(first.states());
        for (int i = 0; i < left.size(); i++) {
            if (!Collections.disjoint(states, left.get(i).states())) {
                EmbeddedPipeline member = left.remove(i);
                group.add(member);
                states.addAll(member.states());
                i = -1; // its states may bring in one that was passed by
            }
        }
        return List.copyOf(group);
    }
}
