package dev.balsa.server.api;

import dev.balsa.server.errors.EtcdError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Unary calls that may wait for as long as the client does: for a lock, for an election.
 * Thread-safe.
 */
final class WaitingCalls {

  /** More at once are refused; each costs a watcher. */
  static final int MAX_WAITING = 65_536;

  /** Each call, and what to do when nobody waits for its answer any more. */
  private final Map<UnaryCall, Runnable> calls = new ConcurrentHashMap<>();

  private volatile boolean stopped;

  /**
   * Lets a call wait.
   *
   * @param giveUp run once if the call ends in any other way than by {@link #done}
   * @return false if the call was refused, and has failed
   */
  boolean add(UnaryCall call, Runnable giveUp) {
    if (calls.size() >= MAX_WAITING) {
      call.fail(EtcdError.REQUEST_TOO_MANY_REQUESTS);
      return false;
    }
    calls.put(call, giveUp);
    call.onAbandoned(() -> giveUp(call));
    if (stopped) {
      stop(call);
      return false;
    }
    return true;
  }

  /**
   * The call's answer is there. False if nobody waits for it any more, and it has been given up.
   */
  boolean done(UnaryCall call) {
    return calls.remove(call) != null;
  }

  private void giveUp(UnaryCall call) {
    Runnable action = calls.remove(call);
    if (action != null) {
      action.run();
    }
  }

  /** Fails all that wait, and all that come. */
  void stop() {
    stopped = true;
    // In which order they end shows nowhere.
    List.copyOf(calls.keySet()).forEach(this::stop);
  }

  private void stop(UnaryCall call) {
    if (calls.remove(call) != null) {
      // Not given up: the place in the queue is the client's, who may ask another member again.
      call.fail(EtcdError.STOPPED);
    }
  }
}
