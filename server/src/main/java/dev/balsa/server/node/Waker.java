package dev.balsa.server.node;

import dev.balsa.server.env.AgentHandle;

/**
 * Wakes an agent that may not have been started yet; a call that comes too early is made up for at
 * the start.
 */
final class Waker {

  private volatile AgentHandle handle;

  void wake() {
    AgentHandle started = handle;
    if (started != null) {
      started.wake();
    }
  }

  void started(AgentHandle newHandle) {
    handle = newHandle;
    newHandle.wake();
  }
}
