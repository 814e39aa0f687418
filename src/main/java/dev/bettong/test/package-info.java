/**
 * Tests of pipelines without sockets: the engine as it is, on the thread of the test, with a clock that the test moves.
 * {@link dev.bettong.test.PipelineTest} is the way in.
 */
@NullMarked
package dev.bettong.test;

import org.jspecify.annotations.NullMarked;
