/**
 * Bettong hosts stream pipelines. The packages follow the way of the data:
 *
 * <pre>
 * pipeline   what an author writes: Pipeline, Decoder, Computation, State, Outcome, Encoder; plain Java
 * source     bytes in: TCP server, framing, connection limits
 * compute    a Pipeline compiled to an OperatorChain: the only code that calls user functions
 * worker     one event loop owns its partitions: mailboxes, back-pressure, its share of a checkpoint
 * store      what survives a crash: input journal, entities, unsent outputs, dead letters; committed together
 * sink       bytes out: TCP client, reconnect, bounded buffers
 * runtime    the seam: PipelineRuntime and the status snapshots that everyone else reads
 * embedded   one machine: wires source, worker, store and sink; recovers, runs, takes checkpoints, drains, stops
 * admin      REST, actuator endpoints and health; reads snapshots only
 * config     Spring: properties, auto-configuration, start-up check, life cycle
 * cli        the commands beside the service: send, receive, and a look into a data directory; without Spring
 * examples   one package per example application
 * </pre>
 */
@NullMarked
package dev.bettong;

import org.jspecify.annotations.NullMarked;
