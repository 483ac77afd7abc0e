/**
 * A whole Balsa inside a JVM: for applications that want a store of their own, and for tests.
 *
 * <pre>{@code
 * try (EmbeddedBalsa balsa = EmbeddedBalsa.builder().members(3).breakable().start()) {
 *   balsa.client().kv().put("a", "1").await();
 *   balsa.faults().kill(balsa.leader().orElseThrow());
 *   balsa.client().kv().get("a").await();               // the other two go on
 * }
 * }</pre>
 *
 * <h2>How it is made</h2>
 *
 * <p>A member here is the server itself, {@link dev.balsa.server.BalsaServer}, in other {@link
 * dev.balsa.server.Surroundings}:
 *
 * <pre>
 *                    on a machine        here                               here, breakable
 *   clients          port                in-process transport (and port)    the same, behind a Gate
 *   other members    peer port           LocalNetwork                       LocalNetwork, with cuts
 *   log              FileDisk            MemoryDisk, or FileDisk            FillableDisk over MemoryDisk
 *   store            RocksDB             heap, or RocksDB                   heap
 *   clock            the machine's       the machine's                      ShiftedClock
 *   threads          its own             its own, their log to the embedder the same, behind a Gate
 * </pre>
 *
 * <p>So there is no line in the server that knows of faults: what is broken is broken from outside.
 * {@link dev.balsa.embedded.Faults} has the levers.
 *
 * <p>What a crash leaves: log and store are stopped at one moment, in which nothing moves, and
 * started again from what had been synced by then.
 */
package dev.balsa.embedded;
