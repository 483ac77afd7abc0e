package dev.balsa.server.node;

import dev.balsa.mvcc.Store;
import dev.balsa.raft.Members;
import dev.balsa.raft.RaftRole;
import dev.balsa.raft.SoftState;
import dev.balsa.server.logging.Log;
import dev.balsa.server.metrics.Metrics;

/**
 * What follows from gaining or losing leadership: the lease keeper takes over or lets go, and the
 * counters move.
 */
final class Leadership {

  private static final Log LOG = Log.of(Leadership.class);

  private final long memberId;
  private final ApplyAgent apply;
  private final LeaseKeeper leases;
  private final Store store;
  private final long graceNanos;
  private final Metrics metrics;

  /** The term in which this member leads; 0 while it does not. */
  private long leadingTerm;

  private long lastLeaderId;

  /**
   * @param graceNanos what is added to every lease's time after a change of leader
   */
  Leadership(
      long memberId,
      ApplyAgent apply,
      LeaseKeeper leases,
      Store store,
      long graceNanos,
      Metrics metrics) {
    this.memberId = memberId;
    this.apply = apply;
    this.leases = leases;
    this.store = store;
    this.graceNanos = graceNanos;
    this.metrics = metrics;
  }

  /**
   * Whether nobody but this member votes, so that waiting for an election timeout would help
   * nobody.
   */
  boolean mayCampaignAlone(Members members) {
    return leadingTerm == 0
        && !members.isJoint()
        && members.voters().size() == 1
        && members.voters().get(0) == memberId;
  }

  /**
   * How things stand after a step of consensus. Node agent.
   *
   * @param term the term in which this member leads; 0 if it does not
   */
  void leadsIn(long term) {
    if (term != leadingTerm) {
      leadingTerm = term;
      apply.tell(now -> takeOver(term, now));
    }
  }

  /** A tick came so late that the heartbeats of a leader did, too. Node agent. */
  void beatsLate() {
    if (leadingTerm != 0) {
      metrics.server.heartbeatSendFailures.inc();
    }
  }

  /** Leader or role changed. Node agent. */
  void changed(SoftState soft, long term) {
    say(soft, term);
    if (soft.leaderId() != 0 && soft.leaderId() != lastLeaderId) {
      if (lastLeaderId != 0) {
        metrics.server.leaderChangesSeen.inc();
      }
      lastLeaderId = soft.leaderId();
    }
  }

  /** The operator sees from these lines who led when, and how long an election took. */
  private void say(SoftState soft, long term) {
    if (soft.leaderId() != 0) {
      String what = soft.leaderId() == memberId ? "leads the cluster" : "follows a leader";
      LOG.info(what, "leader-id", Long.toHexString(soft.leaderId()), "term", term);
    } else if (soft.role() == RaftRole.FOLLOWER) {
      LOG.info("knows no leader", "term", term);
    } else {
      String votes = soft.role() == RaftRole.CANDIDATE ? "votes" : "votes in advance";
      LOG.info("stands for election: asks for " + votes, "term", term);
    }
  }

  private void takeOver(long term, long nowNanos) {
    if (term != 0) {
      leases.promote(store.leases().all(), nowNanos, graceNanos, term);
    } else {
      leases.demote();
    }
  }
}
