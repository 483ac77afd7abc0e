package dev.balsa.server.node;

import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.errors.EtcdError;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Whether a change of members would leave the cluster able to go on: etcd's {@code
 * --strict-reconfig-check}. A look ahead at the member that is asked, not a rule of the log: by the
 * time that the change is carried out things may be different.
 *
 * <pre>
 *   add a voter    started voters and the new one as not started: a quorum of them must be started;
 *                  1 -> 2 is always allowed, or a lone member could never grow
 *   add anybody    of the voters and one more, a quorum must have been connected for a while
 *   remove         a learner always; else a quorum of the remaining voters must be started,
 *                  and whoever is not connected may go; else a quorum must be left connected
 *   promote        the learner counts as a started voter: a quorum must be started
 * </pre>
 */
final class ReconfigurationCheck {

  private final long self;
  private final List<MemberInfo> members;
  private final LongPredicate connected;
  private final LongPredicate connectedForLong;

  /**
   * @param self the member that is asked, which counts as connected
   * @param connected whether there is a connection to another member
   * @param connectedForLong whether it has been there for etcd's health interval
   */
  ReconfigurationCheck(
      long self,
      List<MemberInfo> members,
      LongPredicate connected,
      LongPredicate connectedForLong) {
    this.self = self;
    this.members = members;
    this.connected = connected;
    this.connectedForLong = connectedForLong;
  }

  /** What speaks against a change; null for nothing. */
  EtcdError fault(MemberChange change) {
    if (change instanceof MemberChange.Add add) {
      return faultOfAdd(add.learner());
    } else if (change instanceof MemberChange.Remove remove) {
      return faultOfRemove(remove.memberId());
    } else if (change instanceof MemberChange.Promote) {
      return enoughStarted(voters() + 1, startedWithout(0) + 1);
    }
    return null;
  }

  private EtcdError faultOfAdd(boolean learner) {
    long voters = voters();
    long started = startedWithout(0);
    boolean fromOneToTwo = voters == 1 && started == 1;
    EtcdError fault = learner || fromOneToTwo ? null : enoughStarted(voters + 1, started);
    if (fault != null) {
      return fault;
    }
    return voters == 1 || connectedVoters() >= quorum(voters + 1) ? null : EtcdError.UNHEALTHY;
  }

  private EtcdError faultOfRemove(long id) {
    long left = 0;
    for (MemberInfo member : members) {
      if (member.id() == id && member.learner()) {
        return null;
      }
      left += !member.learner() && member.id() != id ? 1 : 0;
    }
    EtcdError fault = enoughStarted(left, startedWithout(id));
    if (fault != null || (id != self && !connected.test(id))) {
      return fault;
    }
    return connectedVoters() - 1 >= quorum(voters() - 1) ? null : EtcdError.UNHEALTHY;
  }

  private static EtcdError enoughStarted(long voters, long started) {
    return started >= quorum(voters) ? null : EtcdError.MEMBER_NOT_ENOUGH_STARTED;
  }

  private static long quorum(long voters) {
    return voters / 2 + 1;
  }

  private long voters() {
    return members.stream().filter(member -> !member.learner()).count();
  }

  private long startedWithout(long id) {
    return members.stream()
        .filter(member -> !member.learner() && member.isStarted() && member.id() != id)
        .count();
  }

  private long connectedVoters() {
    return members.stream()
        .filter(member -> !member.learner())
        .filter(member -> member.id() == self || connectedForLong.test(member.id()))
        .count();
  }
}
