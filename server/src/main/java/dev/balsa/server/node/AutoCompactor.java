package dev.balsa.server.node;

import dev.balsa.api.CompactionRequest;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.logging.Log;

/**
 * Proposes compactions by a rule of the operator's. Every member keeps the rule's memory up to
 * date; only the leader proposes, so a new leader goes on where the old one stopped.
 *
 * <p>Belongs to the node agent; asked at every tick.
 */
final class AutoCompactor {

  private static final Log LOG = Log.of(AutoCompactor.class);

  private final CompactionRule rule;

  /** Whether a compaction is on its way; the answer comes on another thread. */
  private volatile boolean underWay;

  AutoCompactor(CompactionRule rule) {
    this.rule = rule;
  }

  /** A tick has passed. */
  void tick(long nowNanos, boolean leads, Replica replica) {
    long revision = rule.sample(nowNanos, replica.view().revision());
    if (revision <= 0 || !leads || underWay) {
      return;
    }
    underWay = true;
    byte[] body = CompactionRequest.newBuilder().setRevision(revision).build().toByteArray();
    replica.propose(
        CommandKind.COMPACTION, body, Caller.SERVER, outcome -> ended(nowNanos, revision, outcome));
  }

  private void ended(long startedNanos, long revision, Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed && failed.error() != EtcdError.COMPACTED) {
      // The rule names a revision again at its next interval; nothing is lost by waiting for it.
      LOG.warn("failed auto compaction", "revision", revision, "error", failed.error().text());
    } else {
      rule.compacted(startedNanos, revision);
      LOG.info("completed auto compaction", "revision", revision);
    }
    underWay = false;
  }
}
