package dev.balsa.server.node;

import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmType;
import dev.balsa.server.apply.Alarm;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.logging.Log;

/**
 * Lifts this member's own NOSPACE alarm when a tenth of its quota is free again, if the operator
 * wants that. The tenth keeps alarms from coming and going with every write.
 *
 * <p>Belongs to the node agent; asked at every tick.
 */
final class AlarmLift {

  private static final Log LOG = Log.of(AlarmLift.class);
  private static final long INTERVAL_NANOS = 1_000_000_000L;
  private static final int FREE_PART = 10;

  private final boolean wanted;
  private final long quotaBytes;
  private long nextNanos;

  /** Whether a proposal is on its way; the answer comes on another thread. */
  private volatile boolean underWay;

  AlarmLift(boolean wanted, long quotaBytes, long nowNanos) {
    this.wanted = wanted && quotaBytes > 0;
    this.quotaBytes = quotaBytes;
    this.nextNanos = nowNanos;
  }

  /** A tick has passed. */
  void tick(long nowNanos, Replica replica) {
    if (!wanted || underWay || nowNanos - nextNanos < 0) {
      return;
    }
    nextNanos = nowNanos + INTERVAL_NANOS;
    if (!replica.alarms().contains(new Alarm(replica.memberId(), Alarm.NOSPACE))
        || replica.storeSizeBytes() > quotaBytes - quotaBytes / FREE_PART) {
      return;
    }
    underWay = true;
    byte[] alarm =
        AlarmRequest.newBuilder()
            .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
            .setMemberID(replica.memberId())
            .setAlarm(AlarmType.NOSPACE)
            .build()
            .toByteArray();
    replica.propose(CommandKind.ALARM, alarm, this::ended);
  }

  private void ended(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      LOG.warn("the NOSPACE alarm could not be lifted yet", "error", failed.error().text());
    } else {
      LOG.info("there is space again: the NOSPACE alarm of this member is lifted");
    }
    underWay = false;
  }
}
