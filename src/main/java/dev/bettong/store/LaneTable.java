package dev.bettong.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The numbers that lanes have in keys: each gets the next one when it is first seen, and keeps it. Immutable.
 *
 * @param lanes the lane with id n at index n
 */
record LaneTable(List<Lane> lanes) {

    LaneTable {
        lanes = List.copyOf(lanes);
    }

    /** The id of a lane, -1 if it has none. */
    int id(Lane lane) {
        return lanes.indexOf(lane);
    }

    LaneTable with(Lane lane) {
        List<Lane> more = new ArrayList<>(lanes);
        more.add(lane);
        return new LaneTable(more);
    }

    Set<Lane> all() {
        Set<Lane> all = new TreeSet<>(Comparator.comparing(Lane::pipeline).thenComparingInt(Lane::worker));
        all.addAll(lanes);
        return Collections.unmodifiableSet(all);
    }

    String describe(int id) {
        return id < lanes.size() ? lanes.get(id).toString() : "lane " + id;
    }
}
