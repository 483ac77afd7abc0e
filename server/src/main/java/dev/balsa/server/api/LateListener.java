package dev.balsa.server.api;

import io.grpc.ServerCall;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Stands in for a stream's listener until it can be made. No message comes before, because none is
 * asked for: what waits here is that the client closed its side, went away, or can take more.
 */
final class LateListener extends ServerCall.Listener<byte[]> {

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private ServerCall.Listener<byte[]> listener;
  private boolean readyTold;

  /** From now on everything goes there, what waited first. */
  synchronized void becomes(ServerCall.Listener<byte[]> made) {
    listener = made;
    waiting.forEach(Runnable::run);
    waiting.clear();
  }

  private synchronized void pass(Runnable event) {
    if (listener == null) {
      waiting.add(event);
    } else {
      event.run();
    }
  }

  @Override
  public void onMessage(byte[] message) {
    pass(() -> listener.onMessage(message));
  }

  @Override
  public void onHalfClose() {
    pass(() -> listener.onHalfClose());
  }

  @Override
  public void onCancel() {
    pass(() -> listener.onCancel());
  }

  @Override
  public void onComplete() {
    pass(() -> listener.onComplete());
  }

  @Override
  public synchronized void onReady() {
    if (listener != null) {
      listener.onReady();
    } else if (!readyTold) {
      readyTold = true;
      waiting.add(() -> listener.onReady());
    }
  }
}
