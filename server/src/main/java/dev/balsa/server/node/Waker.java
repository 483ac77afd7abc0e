package dev.balsa.server.node;

import dev.balsa.server.env.AgentHandle;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Wakes an agent that may not have been started yet; a call that comes too early is made up for at
 * the start.
 */
final class Waker {

  private final AtomicReference<AgentHandle> handle = new AtomicReference<>();

  void wake() {
    AgentHandle started = handle.get();
    if (started != null) {
      started.wake();
    }
  }

  /** From now on this is the thread to wake. */
  void started(AgentHandle newHandle) {
    handle.set(newHandle);
    newHandle.wake();
  }

  /** Names the thread to wake, unless the agent has moved to another already. */
  void startedFirst(AgentHandle newHandle) {
    if (handle.compareAndSet(null, newHandle)) {
      newHandle.wake();
    }
  }
}
