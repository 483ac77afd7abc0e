package dev.balsa.tools.bench.load;

import dev.balsa.tools.bench.wire.Connection;
import dev.balsa.tools.bench.wire.Status;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The calls of one connection, and when they ask. On the event loop of the connection. */
final class Lane {
  private final Connection connection;
  private final Meter meter;
  private final List<Call> calls;
  private final double intervalNanos;
  private final BooleanSupplier gate;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final ArrayDeque<Call> idle = new ArrayDeque<>();
  private double dueNanos;
  private long left;
  private int underWay;
  private boolean timed;
  private boolean stopped;

  /**
   * Makes a lane; it does nothing before {@link #start}.
   *
   * @param intervalNanos the time between two requests; 0: each as soon as another was answered
   * @param count how many requests there will be
   * @param gate is asked before each request; after a refusal nothing is sent before {@link
   *     #resume}
   */
  Lane(
      Connection connection,
      Meter meter,
      List<Call> calls,
      double intervalNanos,
      long count,
      BooleanSupplier gate) {
    this.connection = connection;
    this.meter = meter;
    this.calls = List.copyOf(calls);
    this.intervalNanos = intervalNanos;
    left = count;
    this.gate = gate;
    if (connection.maxStreams() < calls.size()) {
      throw new IllegalArgumentException(
          "the server takes "
              + connection.maxStreams()
              + " calls on a connection, not "
              + calls.size()
              + ": more --connections");
    }
    calls.forEach(call -> call.join(this));
  }

  Connection connection() {
    return connection;
  }

  /** Completes when nothing is under way any more; fails with what broke. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Begins, with the first request at a moment of its own so that lanes do not beat together. */
  void start(long firstDueNanos) {
    dueNanos = firstDueNanos;
    idle.addAll(calls);
    fireIdle();
    connection.flush();
  }

  /** Asks nothing more; {@link #ended} follows when the last answer is there. */
  void stop() {
    stopped = true;
    endIfIdle();
  }

  private void endIfIdle() {
    if (underWay == 0 && (stopped || left == 0)) {
      ended.complete(null);
    }
  }

  void finished(Call call, long callDueNanos, Status status) {
    underWay--;
    long now = System.nanoTime();
    if (status.isOk()) {
      meter.record(callDueNanos, now);
    } else {
      meter.fail(status, now);
      if (status.code() == Status.CONNECTION_LOST) {
        stopped = true;
        ended.completeExceptionally(new IllegalStateException(status.toString()));
      }
    }
    idle.add(call);
    fireIdle();
    endIfIdle();
  }

  private void fireIdle() {
    while (!stopped && left > 0 && !idle.isEmpty()) {
      long now = System.nanoTime();
      if (intervalNanos > 0 && dueNanos > now) {
        wakeAtDue(now);
        return;
      }
      if (!gate.getAsBoolean()) {
        return;
      }
      left--;
      underWay++;
      idle.remove().fire(intervalNanos > 0 ? (long) dueNanos : now);
      dueNanos += intervalNanos;
    }
  }

  private void wakeAtDue(long now) {
    if (!timed) {
      timed = true;
      var unused =
          connection.loop().schedule(this::onDue, (long) dueNanos - now, TimeUnit.NANOSECONDS);
    }
  }

  private void onDue() {
    timed = false;
    resume();
  }

  /** Goes on, after the gate was closed. */
  void resume() {
    fireIdle();
    connection.flush();
  }
}
