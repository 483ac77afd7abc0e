package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.fail;

import dev.balsa.client.BalsaException;
import dev.balsa.client.WatchBatch;
import dev.balsa.client.WatchEvent;
import dev.balsa.client.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Writes down what a watch tells. */
final class Recorder implements WatchListener {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<String> changes = new ArrayList<>();
  private final List<Long> revisions = new ArrayList<>();
  private int disconnects;
  private int resumes;
  private RuntimeException end;

  @Override
  public synchronized void onBatch(WatchBatch batch) {
    for (WatchEvent each : batch.events()) {
      changes.add(
          each.isPut() ? each.keyText() + "=" + each.kv().valueText() : "-" + each.keyText());
      revisions.add(each.revision());
    }
    notifyAll();
  }

  @Override
  public synchronized void onDisconnected(BalsaException cause) {
    disconnects++;
    notifyAll();
  }

  @Override
  public synchronized void onResumed(long nextRevision) {
    resumes++;
    notifyAll();
  }

  @Override
  public synchronized void onEnd(RuntimeException reason) {
    end = reason;
    notifyAll();
  }

  synchronized List<String> changes() {
    return List.copyOf(changes);
  }

  synchronized List<Long> revisions() {
    return List.copyOf(revisions);
  }

  synchronized int disconnects() {
    return disconnects;
  }

  List<String> awaitChanges(int count) {
    await(() -> changes.size() >= count || end != null);
    return changes();
  }

  void awaitDisconnect() {
    await(() -> disconnects > 0);
  }

  void awaitResumed() {
    await(() -> resumes > 0 && resumes == disconnects);
  }

  RuntimeException awaitEnd() {
    await(() -> end != null);
    synchronized (this) {
      return end;
    }
  }

  private synchronized void await(BooleanSupplier condition) {
    long endNanos = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      long leftMillis = (endNanos - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        fail("nothing more came; so far " + changes + ", end " + end);
      }
      try {
        wait(leftMillis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail("interrupted");
      }
    }
  }
}
