package dev.balsa.server.logging;

/**
 * A thread of a member whose embedder wants to choose where its log goes, member by member.
 *
 * <p>Loggers are the JVM's, members are not: several of them may live in one JVM, each with a log
 * of its own. So what a thread says follows the thread.
 */
public final class LoggedThread extends Thread {

  private final System.Logger target;

  /**
   * @param target gets everything that Balsa says on this thread
   */
  public LoggedThread(Runnable task, System.Logger target) {
    super(task);
    this.target = target;
  }

  System.Logger target() {
    return target;
  }
}
