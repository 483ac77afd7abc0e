package dev.balsa.server.node;

import dev.balsa.mvcc.View;
import dev.balsa.raft.Entry;
import dev.balsa.server.errors.EtcdError;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells clients early that an old leader took their requests with it. Belongs to the node agent.
 *
 * <p>A new leader's first entry comes behind all that is left of the terms before. So when that
 * entry has been applied here, a request of this member that was under way before the change, and
 * that has not been applied by then, was lost on its way to the old leader, or with it. Waiting for
 * its time-out would only keep its client from asking again. The answer is the one for an unknown
 * outcome all the same, because a request that was still in the inbox goes to the new leader.
 */
final class LostRequests {

  private static final long NOTHING = Long.MAX_VALUE;

  private final Pending pending;
  private final Consumer<ReadWait> whenApplied;

  /** The term whose first entry is waited for. */
  private long term = NOTHING;

  private int epoch;

  /**
   * @param whenApplied makes something happen when an index has been applied
   */
  LostRequests(Pending pending, Consumer<ReadWait> whenApplied) {
    this.pending = pending;
    this.whenApplied = whenApplied;
  }

  /** A leader is known, another one than before or in another term. */
  void leaderOf(long newTerm) {
    term = newTerm;
    epoch = pending.nextEpoch();
  }

  /** These entries are on their way to the apply agent. */
  void committed(List<Entry> entries) {
    if (entries.isEmpty() || entries.get(entries.size() - 1).term() < term) {
      return;
    }
    term = NOTHING;
    int lost = epoch;
    long index = entries.get(entries.size() - 1).index();
    ReadReply give =
        new ReadReply() {
          @Override
          public void ready(View view) {
            pending.failBefore(lost, EtcdError.TIMEOUT_DUE_TO_LEADER_FAIL);
          }

          @Override
          public void failed(EtcdError error) {
            // the member stops, and answers everybody
          }
        };
    whenApplied.accept(new ReadWait(index, List.of(give)));
  }
}
