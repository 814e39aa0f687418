/**
 * Bettong hosts stream pipelines. The packages follow the way of the data:
 *
 * <pre>
 * pipeline    what an author writes: Pipeline, Decoder, Computation, State, Outcome, Encoder; plain Java
 * source      bytes in: drivers, TCP server, framing, connection limits
 * chain       a Pipeline compiled to an OperatorChain: the only code that calls user functions; segments, entry points
 * join        which events of two flows meet, and how long each is kept
 * calls       calls of other services: in flight, time-outs, retries, order
 * state       the entities of a worker, and what has changed in them
 * codec       state and events as bytes: schema, compatibility, serializers
 * format      ready decoders and encoders: JSON, CSV, text, binary records, syslog
 * keys        keys as bytes and as text, and their partitions
 * skew        partition counters, hot keys
 * worker      one event loop owns its partitions: mailboxes, back-pressure, quiescing for a checkpoint
 * journal     what was accepted, as entries
 * store       what survives a crash: journal, entities, unsent outputs, dead letters; committed together
 * input       what a pipeline accepts: through the journal to its tasks, once as it comes and again after a crash
 * checkpoint  durability of the embedded runtime: snapshots, recovery, disk errors, backups
 * sink        bytes out: drivers, TCP client, reconnect, bounded buffers
 * restore     timers, time and calls of a pipeline, through a checkpoint
 * runtime     the seam: PipelineRuntime and the status snapshots that everyone else reads
 * watch       heartbeat of workers, health of partitions, heap
 * embedded    one machine: wires source, worker, checkpoint and sink; runs, drains, stops
 * stepping    the engine on one thread, step by step, with a clock of its own
 * admin       REST, actuator endpoints, health, dashboard; reads status snapshots only
 * problem     problems of an application, collected for one report
 * properties  the properties under "bettong"
 * wiring      YAML to Pipeline
 * check       the start-up check, and --check
 * test        a test kit for authors: PipelineTest
 * http        connections of the web server: eviction, time for a request header
 * security    users, tokens, audit log
 * plugin      plug-in jars
 * config      Spring: auto-configuration, life cycle
 * cli         the commands of the jar: send, receive, and a look into a data directory; without Spring
 * examples    one package per example application
 * </pre>
 */
@NullMarked
package dev.bettong;

import org.jspecify.annotations.NullMarked;
