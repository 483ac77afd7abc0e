package dev.balsa.server.node;

import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmType;
import dev.balsa.mvcc.Store;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.env.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says no when the store would outgrow its quota, and raises the alarm that makes all members say
 * no.
 *
 * <p>Asking the store for its size costs a native call, so the answer is kept for a moment; what
 * was let through since then is added to it.
 */
final class QuotaGuard {

  private static final long SIZE_AGE_NANOS = 100_000_000L;

  private final Store store;
  private final Clock clock;
  private final long memberId;
  private final long quotaBytes;
  private final AtomicLong sizeBytes = new AtomicLong();
  private final AtomicLong readAtNanos;
  private final AtomicBoolean raising = new AtomicBoolean();

  QuotaGuard(Store store, Clock clock, long memberId, long quotaBytes) {
    this.store = store;
    this.clock = clock;
    this.memberId = memberId;
    this.quotaBytes = quotaBytes;
    this.readAtNanos = new AtomicLong(clock.nanoTime() - SIZE_AGE_NANOS);
  }

  /**
   * Whether there is room for so many bytes; if not, an alarm is proposed through {@code replica},
   * one at a time.
   */
  boolean admits(long costBytes, Replica replica) {
    if (quotaBytes <= 0 || costBytes == 0) {
      return true;
    }
    long now = clock.nanoTime();
    long read = readAtNanos.get();
    if (now - read >= SIZE_AGE_NANOS && readAtNanos.compareAndSet(read, now)) {
      sizeBytes.set(store.sizeBytes());
    }
    if (sizeBytes.get() + costBytes < quotaBytes) {
      sizeBytes.addAndGet(costBytes);
      return true;
    }
    raise(replica);
    return false;
  }

  private void raise(Replica replica) {
    if (!raising.compareAndSet(false, true)) {
      return;
    }
    byte[] alarm =
        AlarmRequest.newBuilder()
            .setAction(AlarmRequest.AlarmAction.ACTIVATE)
            .setMemberID(memberId)
            .setAlarm(AlarmType.NOSPACE)
            .build()
            .toByteArray();
    replica.propose(CommandKind.ALARM, alarm, Caller.SERVER, outcome -> raising.set(false));
  }
}
