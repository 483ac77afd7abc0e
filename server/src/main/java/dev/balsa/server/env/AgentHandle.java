package dev.balsa.server.env;

/** A running agent. */
public interface AgentHandle extends AutoCloseable {

  /** Makes the agent look for work soon. Any thread; cheap if the agent is awake. */
  void wake();

  /**
   * Lets the agent finish its turn, calls {@link Agent#onClose()}, and returns when the agent is no
   * longer called.
   */
  @Override
  void close();
}
