package dev.balsa.server.backup;

import dev.balsa.mvcc.backend.Pinned;
import dev.balsa.server.env.Agent;
import dev.balsa.server.env.Environment;
import dev.balsa.server.logging.Log;
import dev.balsa.server.metrics.BackupMetrics;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Takes a backup of this member's own state at each interval. The leader hears nothing of it, and
 * whoever writes or reads does not wait; a backup that fails is told, counted, and tried again.
 *
 * <p>A member that starts looks at the newest backup that is there: restarts in a row make no
 * backups in a row, which would push the good old ones out.
 */
public final class BackupAgent implements Agent {

  private static final Log LOG = Log.of(BackupAgent.class);
  private static final long RETRY_NANOS = 60_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final double MILLIS_PER_SECOND = 1_000;

  private final BackupPlan plan;
  private final Environment environment;
  private final BackupMetrics metrics;
  private final long memberId;
  private final Supplier<Pinned> pin;
  private final LongSupplier revision;
  private final BackupDirectory directory;

  private long dueNanos;
  private boolean planned;

  /** Null between two backups. */
  private BackupWriter writing;

  private BackupName name;

  /**
   * @param pin the state of the moment, to be closed by who gets it
   * @param revision of the key space, now
   */
  public BackupAgent(
      BackupPlan plan,
      Environment environment,
      BackupMetrics metrics,
      long memberId,
      Supplier<Pinned> pin,
      LongSupplier revision) {
    this.plan = plan;
    this.environment = environment;
    this.metrics = metrics;
    this.memberId = memberId;
    this.pin = pin;
    this.revision = revision;
    this.directory = new BackupDirectory(environment.disk(), plan.directory(), memberId);
  }

  @Override
  public String name() {
    return "balsa-backup";
  }

  @Override
  public int doWork(long nowNanos) {
    try {
      if (!planned) {
        dueNanos = nowNanos + untilFirst();
        planned = true;
      }
      if (writing == null && nowNanos - dueNanos < 0) {
        return 0;
      }
      work(nowNanos);
    } catch (IOException | RuntimeException e) {
      failed(nowNanos, e);
    }
    return 1;
  }

  /** The machine's clock says how old the newest one is; if it jumps, by an interval at most. */
  private long untilFirst() throws IOException {
    long now = environment.clock().wallMillis();
    long left =
        directory
            .newest()
            .map(at -> at.toEpochMilli() + plan.intervalNanos() / NANOS_PER_MILLI - now)
            .orElse(0L);
    return Math.min(plan.intervalNanos(), Math.max(0, left) * NANOS_PER_MILLI);
  }

  private void work(long nowNanos) throws IOException {
    if (writing == null) {
      dueNanos = nowNanos + plan.intervalNanos();
      // What is pinned may be newer than the revision in the name, never older.
      Instant at = Instant.ofEpochMilli(environment.clock().wallMillis());
      name = new BackupName(memberId, at.truncatedTo(ChronoUnit.SECONDS), revision.getAsLong());
      begin();
    } else if (!writing.step()) {
      finished();
    }
  }

  private void begin() throws IOException {
    StateFile state = new StateFile(pin.get(), plan.version());
    try {
      writing = directory.begin(name, state);
    } finally {
      if (writing == null) {
        state.close();
      }
    }
  }

  private void finished() throws IOException {
    long size = writing.sizeBytes();
    writing.close();
    writing = null;
    metrics.taken.inc();
    metrics.newestSizeBytes.set((double) size);
    metrics.newestTimestampSeconds.set(name.at().toEpochMilli() / MILLIS_PER_SECOND);
    List<String> removed = plan.retention() == 0 ? List.of() : removeOld();
    LOG.info(
        "took a backup",
        "file",
        plan.directory().resolve(name.text()),
        "size-bytes",
        size,
        "removed",
        String.join(" ", removed));
  }

  /** The backup is taken, whatever becomes of the old ones: the next is due as planned. */
  private List<String> removeOld() {
    try {
      return directory.retain(plan.retention(), name);
    } catch (IOException e) {
      LOG.warn("old backups cannot be looked for", e, "directory", plan.directory());
      return List.of();
    }
  }

  private void failed(long nowNanos, Exception why) {
    long retry = Math.min(RETRY_NANOS, plan.intervalNanos());
    dueNanos = nowNanos + retry;
    planned = true;
    metrics.failed.inc();
    LOG.error(
        "no backup could be taken; the member goes on",
        why,
        "directory",
        plan.directory(),
        "next-attempt-in",
        retry / NANOS_PER_MILLI + "ms");
    abandon();
  }

  private void abandon() {
    if (writing == null) {
      return;
    }
    try {
      writing.abandon();
    } catch (IOException e) {
      LOG.warn("an unfinished backup stays until the next one", e, "directory", plan.directory());
    } finally {
      writing.close();
      writing = null;
    }
  }

  @Override
  public long deadlineNanos() {
    return dueNanos;
  }

  @Override
  public void onFailure(Throwable cause) {
    LOG.error("backups have ended, the member goes on", cause);
  }

  @Override
  public void onClose() {
    abandon();
  }
}
