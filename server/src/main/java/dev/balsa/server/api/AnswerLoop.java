package dev.balsa.server.api;

import io.grpc.Attributes;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * The thread of a connection, which is where the answers of writes and of short linearizable reads
 * are made: their buffers come from that thread's own cache and go back to it, gRPC's queues have
 * one user, and the thread that applies goes on with the next command. The hand-over costs nothing
 * more, for an answer has to get there anyway. Thread-safe; what waits there is bounded by the
 * streams that a connection may have open, for a connection whose thread is behind is not read.
 */
public final class AnswerLoop {

  /** That of a connection; absent where the transport has no thread of its own. */
  public static final Attributes.Key<AnswerLoop> ATTRIBUTE =
      Attributes.Key.create("dev.balsa.answer-loop");

  private static final AnswerLoop NONE = new AnswerLoop(Runnable::run, () -> true);

  private final Executor thread;
  private final BooleanSupplier isHere;

  /**
   * The loop of a connection.
   *
   * @param thread runs what it is given in order, or throws {@link RejectedExecutionException} when
   *     it has ended
   * @param isHere whether the caller is that thread
   */
  public AnswerLoop(Executor thread, BooleanSupplier isHere) {
    this.thread = thread;
    this.isHere = isHere;
  }

  static AnswerLoop of(Attributes connection) {
    AnswerLoop loop = connection.get(ATTRIBUTE);
    return loop == null ? NONE : loop;
  }

  /** Runs a step there, or at once if this is the place or if the place is gone. */
  void run(Runnable step) {
    if (!isHere.getAsBoolean()) {
      try {
        thread.execute(step);
        return;
      } catch (RejectedExecutionException e) {
        // Nobody hears the answer any more, but the call still has to end.
      }
    }
    step.run();
  }
}
