package dev.bettong.chain;

import dev.bettong.runtime.TapListener;

/** A step that calls a function of the author, in which one can listen. */
abstract class CallOperator<O> extends Operator {

    Call<O> function; // another one while somebody listens
    final StepCounters counters;
    final EntryPoints.Place place;

    CallOperator(Call<O> function, StepCounters counters, EntryPoints.Place place) {
        this.function = function;
        this.counters = counters;
        this.place = place;
    }

    /** For good, before the first event. */
    void watch(CallWatch watch) {
        function = new WatchedCall<>(function, watch);
    }

    /** Has a listener get every event that comes. */
    void tap(TapListener listener) {
        function = new TappedCall<>(function, listener);
    }

    /** Removes a listener. */
    void untap(TapListener listener) {
        function = TappedCall.without(listener, function);
    }

    @Override
    String place() {
        return place.name();
    }
}
