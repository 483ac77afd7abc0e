/**
 * The running member: three agents, and what the edge sees of them.
 *
 * <pre>
 *  one put                                                                     whose thread
 *  -------------------------------------------------------------------------  --------------
 *  LocalReplica.propose   bytes -> log entry; Pending keeps the reply          the caller's
 *     | Inbox (bounded; full: "too many requests")
 *  Node.doWork            RaftCore.propose; ready()                            node agent
 *     | LogWriter (one batch in flight; the next one gathers)
 *  WalAgent.doWork        Wal.append: one write, one fdatasync                 wal agent
 *     | takeFinished
 *  Node.doWork            RaftCore.persisted; the commit index moves           node agent
 *     | committed entries (bounded queue)
 *  ApplyAgent.doWork      one store batch for many entries; then replies,      apply agent
 *                         watchers, reads that waited
 * </pre>
 *
 * <p>A member without peers takes all turns on one thread. With peers the log agent and the apply
 * agent have a thread each, so that neither a slow disk nor a large transaction can delay a
 * heartbeat, and the node agent shares the thread on which its messages arrive and leave. Counted
 * at one put that is answered before the next comes: 40 switches of threads on all three members
 * together when the node agent had a thread to itself, 24 now.
 *
 * <p>{@link dev.balsa.server.node.Member} puts the agents together and stops them. {@link
 * dev.balsa.server.node.Node} only orders the steps of a turn; what takes several turns is a flow
 * of its own: checkpoints of the store ({@code CheckpointFlow}), removal after a compaction ({@code
 * CompactionFlow}), copies of the store to members that lag ({@code SnapshotFlow}, {@code
 * SnapshotIntake}, {@link dev.balsa.server.node.StoreHome}), changes of members ({@code
 * MembershipFlow}), what follows from leadership ({@code Leadership}), what the member says about
 * itself ({@code Publisher}).
 *
 * <p>Three invariants hold the package together. Applied &lt;= persisted and applied &lt;=
 * committed: raft hands out only what is both. Nothing that depends on a batch is said before the
 * batch is durable: {@code LogWriter} keeps it back. The log is released only up to what the store
 * has on disk: {@code CheckpointFlow} flushes before it marks.
 */
package dev.balsa.server.node;
