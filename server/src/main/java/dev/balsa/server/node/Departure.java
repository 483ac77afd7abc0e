package dev.balsa.server.node;

import dev.balsa.raft.ConfChange;
import dev.balsa.raft.ConfChangeType;

/**
 * Lets a member that was removed go, a little later: the others hear from it that the removal is
 * committed, and its client gets the answer. Belongs to the node agent.
 */
final class Departure {

  /** How long a removed member stays; etcd's number. */
  private static final long DELAY_NANOS = 1_000_000_000L;

  private final long memberId;
  private final long delayTicks;
  private final Runnable leave;

  /** Ticks to go; negative for a member that stays. */
  private long ticksLeft = -1;

  /**
   * @param leave stops the member; must not block
   */
  Departure(long memberId, long tickNanos, Runnable leave) {
    this.memberId = memberId;
    this.delayTicks = Math.max(1, DELAY_NANOS / tickNanos);
    this.leave = leave;
  }

  /** A change of members is in force. */
  void changed(ConfChange change) {
    for (ConfChange.MemberChange each : change.changes()) {
      if (each.type() == ConfChangeType.REMOVE_NODE && each.memberId() == memberId) {
        ticksLeft = delayTicks;
      }
    }
  }

  /** A tick has passed. */
  void tick() {
    if (ticksLeft > 0 && --ticksLeft == 0) {
      leave.run();
    }
  }
}
