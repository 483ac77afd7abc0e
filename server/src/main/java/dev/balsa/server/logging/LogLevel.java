package dev.balsa.server.logging;

/** The least weight of what is logged, by zap's names; to be changed while the process runs. */
public interface LogLevel {

  /** What counts now: {@code debug}, {@code info}, {@code warn}, {@code error} or {@code fatal}. */
  String get();

  /**
   * Changes it, from the next message on. Any thread.
   *
   * @throws IllegalArgumentException if there is no such level
   */
  void set(String level);
}
