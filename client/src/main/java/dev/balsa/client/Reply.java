package dev.balsa.client;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An answer that will come: a {@link java.util.concurrent.CompletionStage}, and for those who
 * prefer to wait, {@link #await()}.
 *
 * <p>What is chained to it runs on the client's executor. Waiting there is allowed with the default
 * executor. {@link #cancel} gives the request up; a write may still take effect.
 *
 * @param <T> what the answer is
 */
public final class Reply<T> extends CompletableFuture<T> {

  private volatile Runnable onCancel;

  Reply() {}

  static <T> Reply<T> failed(Throwable failure) {
    Reply<T> reply = new Reply<>();
    reply.completeExceptionally(failure);
    return reply;
  }

  static <T> Reply<T> of(T value) {
    Reply<T> reply = new Reply<>();
    reply.complete(value);
    return reply;
  }

  /** What a failure is without the wrapping that chaining adds. */
  static Throwable reason(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** What to do when the caller gives up; set before the reply is handed out. */
  void onCancel(Runnable action) {
    onCancel = action;
  }

  @Override
  public <U> Reply<U> newIncompleteFuture() {
    return new Reply<>();
  }

  /**
   * Waits for the answer. The client's request time-out bounds the wait, where there is one.
   *
   * @throws BalsaException if the request did not succeed; which kind says what can be done
   */
  public T await() {
    try {
      return get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  /**
   * Waits for the answer for some time; if this is the reply to a request, the request is given up
   * when that is over.
   *
   * @throws BalsaException if the request did not succeed; {@link OutcomeUnknownException} if there
   *     was no answer in time
   */
  public T await(Duration patience) {
    try {
      return get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (TimeoutException e) {
      giveUp();
      throw new OutcomeUnknownException("no answer within " + patience, e);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private BalsaException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    giveUp();
    return new OutcomeUnknownException("interrupted before the answer came", e);
  }

  /** Only what stands for one request: others may wait for the rest too. */
  private void giveUp() {
    if (onCancel != null) {
      boolean ignored = cancel(true);
    }
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    if (e.getCause() instanceof BalsaException failure) {
      return failure.again();
    }
    if (e.getCause() instanceof RuntimeException failure) {
      return failure;
    }
    return new IllegalStateException(e.getCause());
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = completeExceptionally(new CancellationException("given up by the caller"));
    Runnable action = onCancel;
    if (cancelled && action != null) {
      action.run();
    }
    return cancelled || isCancelled();
  }
}
