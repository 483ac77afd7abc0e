/**
 * Raft as a value machine: inputs are calls, the output is a {@link dev.balsa.raft.Ready}. No
 * clock, no thread, no disk, no network; the same calls give the same answers, which is what makes
 * it possible to test a whole group on one thread from one seed.
 *
 * <h2>The loop</h2>
 *
 * <pre>
 *        tick()  step(message)  propose(data)  readIndex(n)  persisted(..)  applied(i)
 *          |          |              |             |              ^             ^
 *          v          v              v             v              |             |
 *        +---------------------------------------------+         |             |
 *        |                  RaftCore                   |         |             |
 *        +---------------------------------------------+         |             |
 *                            | ready()                            |             |
 *     +-----------+----------+------------+-------------+         |             |
 *     v           v                       v             v         |             |
 *  sendNow    readStates         persist part       committed     |             |
 *  (network)  (readers)     snapshot, hardState,        |         |             |
 *                                entries                +-- state machine ------+
 *                                   v                                |
 *                              disk, one fsync -------------------+  (in order)
 *                                   |                             |
 *                                   +--&gt; sendAfterPersist (network)
 * </pre>
 *
 * <h2>The caller's duties, in order</h2>
 *
 * <ol>
 *   <li>Call {@code tick()} at a steady pace, {@code step} for every message that arrives, and
 *       whenever {@code hasReady()}, take one {@code ready()}. All from one thread.
 *   <li>Send {@code sendNow} at once. Messages may get lost; to block is worse.
 *   <li>Write the persist part as one batch: install {@code snapshot} if there is one, then append
 *       {@code entries} (the first may overwrite an index written before), then {@code hardState}.
 *       If {@code mustSync}, sync before the next step. If that fails, stop the process: what is on
 *       disk is unknown.
 *   <li>When it is durable, and not before: send {@code sendAfterPersist}, and call {@code
 *       persisted(ready.persistTerm(), ready.persistIndex())}. Until then no other persist part
 *       comes; meanwhile everything else goes on, and the next batch gathers.
 *   <li>Apply {@code committed} in order, on any thread. For an entry that changes the
 *       configuration call {@code applyConfChange} (a change that was found void names member 0),
 *       then {@code applied}. Several Readies may be on their way to the state machine.
 *   <li>When the message to be sent is a SNAPSHOT: make one that is at least as new as its mark,
 *       send it with the real mark ({@code withSnapshot}), and report the end with {@code
 *       reportSnapshot}, also when it failed or the connection broke; {@code snapshotSent} tells
 *       the real index as soon as it is known. The receiver steps the message when it has
 *       everything that belongs to it. Tell of lost connections with {@code reportUnreachable}, of
 *       members whose process has ended with {@code reportGone}.
 *   <li>Now and then cut the log: {@code compactLog} for memory, and the log on disk up to what the
 *       state machine has made durable.
 * </ol>
 *
 * <pre>{@code
 * RaftCore core = new RaftCore(RaftConfig.of(1), random, restored);
 * for (;;) {
 *   for (Event event : inbox.drain()) {
 *     event.tell(core);                           // tick, step, propose, persisted, applied
 *   }
 *   while (core.hasReady()) {
 *     Ready ready = core.ready();
 *     network.send(ready.sendNow());
 *     if (ready.hasPersistPart()) {
 *       disk.write(ready);                        // answers with persisted(..) by the inbox
 *     }
 *     stateMachine.apply(ready.committed());      // answers with applied(..) by the inbox
 *     readers.release(ready.readStates());
 *   }
 * }
 * }</pre>
 *
 * <h2>One write, followed through</h2>
 *
 * Members 1, 2, 3; 1 leads term 2; its log ends at index 4.
 *
 * <pre>
 *   1: propose(x)             log 2/5 = x
 *   1: ready()                entries [2/5] to its disk, and at once APPEND [2/5] to 2 and 3
 *   2: step, ready()          entries [2/5] to its disk; the acceptance of 5 waits for it
 *   2: persisted(2, 5)        ready(): APPEND_REPLY accepts 5
 *   1: step                   2 has 5; itself it does not count yet: not committed
 *   1: persisted(2, 5)        1 and 2 are a majority: commit 5
 *   1: ready()                committed [2/5], and COMMIT 5 to 2 and 3, which they do not answer
 * </pre>
 *
 * Had 3's disk been faster than 1's own, 2 and 3 would have committed index 5 without it; its own
 * state machine would still have got it only after its own disk.
 *
 * <h2>What is where</h2>
 *
 * <pre>
 *   RaftCore        terms, votes, changes of role: what holds for all servers (paper, figure 2)
 *   Follower, Candidate, Leader     what holds in one role; they return a Decision
 *   Replicator, Progress, SendWindow    what a leader sends to whom, and how far they are
 *   ReadRounds      reads that wait for a proof of leadership
 *   RaftLog         entries in memory, and how far commit, disk and state machine are
 *   Ballot, Outbox  term and vote; what may leave before the disk is done, and what may not
 *   Membership, MembershipChange    who takes part, and the way from one configuration to the next
 *   quorum          majorities, as arithmetic
 * </pre>
 *
 * <h2>Choices that look odd</h2>
 *
 * <ul>
 *   <li>The commit index on disk is a hint. It rides with the next batch, or is written with the
 *       next tick, without a sync; after a restart it may be older than what is applied.
 *   <li>Configurations count when they are applied, not when they are appended as in the thesis.
 *       That is safe because the next change is appended only when the one before is applied, so
 *       two members' configurations are at most one change apart, and because nobody campaigns with
 *       a committed change that it has not applied. For the same reason a change in the log proves
 *       that the one before it is committed, and a restart makes use of that.
 *   <li>A message that only the past of a term could have sent is dropped when the term is over,
 *       also out of the queue that waits for the disk: an acceptance must not outlive its entries.
 *   <li>A heartbeat's answer never waits for entries, and several rounds of reads may be under way.
 *   <li>A follower that gets proposals from a third member drops them: whoever asked asks again.
 *   <li>A member that cannot reconcile what it hears with what it has (a committed entry to be
 *       overwritten, two leaders in one term, less on disk than it once acknowledged) throws {@link
 *       java.lang.IllegalStateException}, and must not go on.
 * </ul>
 */
package dev.balsa.raft;
