package dev.balsa.server.node;

import dev.balsa.server.env.Agent;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.wal.Wal;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Writes the log. One batch is in flight at a time: while the disk syncs, the next batch gathers at
 * the node agent, which is group commit without a timer.
 */
final class WalAgent implements Agent {

  private final Wal wal;
  private final Metrics metrics;
  private final Consumer<Throwable> onFailure;

  /** The batch to write; filled by the node agent when empty, emptied by this agent when taken. */
  private final AtomicReference<WalBatch> next = new AtomicReference<>();

  /** The batch that is durable and that the node agent has not noticed yet. */
  private final AtomicReference<WalBatch> finished = new AtomicReference<>();

  private Runnable wakeNode = () -> {};

  WalAgent(Wal wal, Metrics metrics, Consumer<Throwable> onFailure) {
    this.wal = wal;
    this.metrics = metrics;
    this.onFailure = onFailure;
  }

  /** Whom to wake when a batch is durable. Called once, before the agent starts. */
  void wakes(Runnable node) {
    this.wakeNode = node;
  }

  /** Hands a batch over. Node agent only, and only when none is in flight. */
  void write(WalBatch batch) {
    if (!next.compareAndSet(null, batch)) {
      throw new IllegalStateException("a second log batch while one is in flight");
    }
  }

  /** The batch that has become durable since the last call, or null. Node agent only. */
  WalBatch takeFinished() {
    return finished.get() == null ? null : finished.getAndSet(null);
  }

  @Override
  public String name() {
    return "balsa-wal";
  }

  @Override
  public int doWork(long nowNanos) throws IOException {
    return write() + prepare();
  }

  /** Writes the batch that waits, if there is one. Returns how much was done. */
  int write() throws IOException {
    WalBatch batch = next.get();
    if (batch == null) {
      return 0;
    }
    if (batch.replacement() != null) {
      wal.saveSnapshot(batch.replacement());
    }
    wal.append(batch.hardState(), batch.entries(), batch.sync());
    if (batch.mark() != null) {
      wal.saveSnapshot(batch.mark());
      wal.release(batch.mark().index());
    } else if (batch.replacement() != null) {
      wal.release(batch.replacement().index());
    }
    metrics.disk.walWriteBytes.set((double) wal.writtenBytes());
    next.set(null);
    finished.set(batch);
    wakeNode.run();
    return 1;
  }

  /** Prepares space for what comes, between batches. Returns how much was done. */
  int prepare() throws IOException {
    return wal.doWork();
  }

  @Override
  public long deadlineNanos() {
    return Long.MAX_VALUE;
  }

  @Override
  public void onFailure(Throwable cause) {
    onFailure.accept(cause);
  }

  @Override
  public void onClose() {
    try {
      wal.close();
    } catch (IOException e) {
      onFailure.accept(e);
    }
  }
}
