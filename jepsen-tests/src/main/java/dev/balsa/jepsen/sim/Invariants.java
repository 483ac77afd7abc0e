package dev.balsa.jepsen.sim;

import dev.balsa.mvcc.View;
import dev.balsa.raft.Message;
import dev.balsa.server.node.ReplicaStatus;
import java.util.HashMap;
import java.util.Map;

/**
 * What must be true after every event.
 *
 * <ul>
 *   <li>One leader a term, at most.
 *   <li>A member's commit index and applied index never fall while it runs, and applied is never
 *       beyond committed.
 *   <li>Members that have applied the same index are in the same state.
 *   <li>What a member has in memory is what it has stored (looked at now and then).
 *   <li>What {@link MessageChecks} knows of votes and logs.
 * </ul>
 */
final class Invariants {

  private final World world;
  private final MessageChecks messages = new MessageChecks();

  /** Who led each term. Looked up only. */
  private final Map<Long, Long> leaders = new HashMap<>();

  /** The hash of the state at each applied index, as the first member there had it. */
  private final Map<Long, Long> hashes = new HashMap<>();

  /** What was last seen of each member of the present life; null for none. */
  private final ReplicaStatus[] seen;

  /** Comparing costs as much as a start of the member. */
  private static final long SAMPLE_ONE_IN = 2_000;

  private final Dice samples;
  private long terms;

  Invariants(World world) {
    this.world = world;
    this.samples = Dice.of(world.seed(), "samples");
    this.seen = new ReplicaStatus[world.capacity()];
  }

  /** A member has sent a message. */
  void sent(Machine sender, Message message) {
    messages.sent(sender.id(), message);
  }

  /** A member may have changed. */
  void look(Machine machine) {
    ReplicaStatus now = machine.replica().status();
    ReplicaStatus before = seen[machine.place()];
    if (now.equals(before)) {
      return;
    }
    seen[machine.place()] = now;
    if (now.leader()) {
      Long first = leaders.putIfAbsent(now.term(), machine.id());
      if (first == null) {
        terms++;
      } else if (first != machine.id()) {
        throw Broken.safety(
            "one-leader",
            "members " + first + " and " + machine.id() + " both led term " + now.term());
      }
    }
    if (before != null) {
      neverFalls(machine, "term", before.term(), now.term());
      neverFalls(machine, "commit index", before.committedIndex(), now.committedIndex());
      neverFalls(machine, "applied index", before.appliedIndex(), now.appliedIndex());
    }
    if (samples.oneIn(SAMPLE_ONE_IN)) {
      machine.compareWithStored();
    }
    View view = machine.store().view();
    checkHash(machine, view);
    Trace trace = world.trace();
    trace.mix(now.term() * 31 + now.leaderId());
    trace.mix(now.committedIndex() * 31 + now.appliedIndex());
    trace.mix(view.stateHash());
    if (trace.isOn()) {
      trace.line(Kind.STATE, machine.place(), text(now, view));
    }
  }

  private void checkHash(Machine machine, View view) {
    Long first = hashes.putIfAbsent(view.appliedIndex(), view.stateHash());
    if (first != null && first != view.stateHash()) {
      throw Broken.safety(
          "state-hash",
          "member "
              + machine.id()
              + " is in another state at applied index "
              + view.appliedIndex()
              + " than the first member that was there");
    }
  }

  private static void neverFalls(Machine machine, String what, long before, long now) {
    if (now < before) {
      throw Broken.safety(
          "monotonic",
          "the " + what + " of member " + machine.id() + " fell from " + before + " to " + now);
    }
  }

  static String text(ReplicaStatus status, View view) {
    String role = status.leader() ? "leader" : status.learner() ? "learner" : "follower";
    return role
        + " term "
        + status.term()
        + " leader "
        + status.leaderId()
        + " commit "
        + status.committedIndex()
        + " applied "
        + status.appliedIndex()
        + " revision "
        + view.revision();
  }

  /** A process has ended: a restarted member starts from what it has on disk. */
  void forget(Machine machine) {
    seen[machine.place()] = null;
  }

  /** How many terms had a leader. */
  long terms() {
    return terms;
  }
}
