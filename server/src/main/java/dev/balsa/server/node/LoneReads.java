package dev.balsa.server.node;

import dev.balsa.raft.Members;
import dev.balsa.raft.RaftCore;

/**
 * Since when a member that leads and votes alone may answer reads without asking anybody. Belongs
 * to the node agent.
 *
 * <p>Nobody else can acknowledge anything then. But others could until a moment ago, and somebody
 * else may be able to a moment before this member notices:
 *
 * <pre>
 *   A leads, A and B vote. Entry 10 removes B,    A leads and votes alone, B learns. Entry 10 makes
 *   entry 11 is a client's that asked B.          B a voter. A is slow to apply it.
 *   Both are committed. B applies both, and       B is not, lets clients in, and passes entry 11 on,
 *   tells its client.                             which A commits alone. B applies it, and tells.
 *   A applies 10, and votes alone.                A votes alone as far as it knows.
 *   A read at A, before A has applied 11,         A read at A, before A has applied 11,
 *   would miss what the client was told.          would miss what the client was told.
 * </pre>
 *
 * <p>Whatever anybody acknowledged was committed, and so is in the log of whoever leads.
 * [INVARIANT] A member reads alone only while no change of members is in its log that it has not
 * applied, and only when it has applied all that its log had when that began; a new leader's own
 * first entry is the last of that.
 */
final class LoneReads {

  private final RaftCore core;

  /** Whether it leads and votes alone, as of the last look. */
  private boolean alone;

  /** The term in which it began to. */
  private long term;

  /** The end of its log at that time. */
  private long sinceIndex;

  /** What the last look said. */
  private boolean allowed;

  LoneReads(RaftCore core) {
    this.core = core;
  }

  /**
   * Looks at how things stand, before anything of it reaches anybody else.
   *
   * @param appliedIndex what reads here see
   * @return whether this member may read alone
   */
  boolean look(long appliedIndex) {
    boolean leadsAlone = leadsAlone();
    if (leadsAlone && (!alone || core.term() != term)) {
      term = core.term();
      sinceIndex = core.lastIndex();
    }
    alone = leadsAlone;
    allowed = alone && appliedIndex >= sinceIndex;
    return allowed;
  }

  /** Whether nobody else votes, or may do so by what is in the log. */
  private boolean leadsAlone() {
    Members members = core.members();
    return core.isLeader()
        && members.voters().size() == 1
        && members.voters().get(0) == core.memberId()
        && !members.isJoint()
        && !core.isChangingMembers();
  }

  /** Members have come or gone: who votes alone after that has begun to only now. */
  void membersChanged() {
    alone = false;
  }

  /** Whether another look may say yes where the last one said no. */
  boolean isDue(long appliedIndex) {
    return !allowed && leadsAlone() && (!alone || appliedIndex >= sinceIndex);
  }
}
