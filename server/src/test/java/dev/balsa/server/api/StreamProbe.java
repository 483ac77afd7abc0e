package dev.balsa.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.balsa.server.errors.EtcdError;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The client's end of a stream: messages are taken one after another, then the status. */
public final class StreamProbe<T> implements StreamObserver<T> {

  private static final long WAIT_SECONDS = 20;

  private final BlockingQueue<T> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> status = new CompletableFuture<>();

  @Override
  public void onNext(T message) {
    messages.add(message);
  }

  @Override
  public void onError(Throwable failure) {
    status.complete(Status.fromThrowable(failure));
  }

  @Override
  public void onCompleted() {
    status.complete(Status.OK);
  }

  /** The next message. */
  public T next() throws InterruptedException {
    T message = messages.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    assertNotNull(message, "no message came; status: " + status.getNow(null));
    return message;
  }

  /** Expects that nothing has come that was not taken. */
  public void hasNoMore() {
    assertNull(messages.peek());
  }

  /** Whether the stream has ended. */
  public boolean hasEnded() {
    return status.isDone();
  }

  /** How the stream ended. */
  public Status status() throws Exception {
    return status.get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Expects the stream to end with one of etcd's errors. */
  public void endsWith(EtcdError error) throws Exception {
    assertEquals(error.text(), status().getDescription());
    assertEquals(error.code(), status().getCode());
  }
}
