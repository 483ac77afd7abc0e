package dev.balsa.server.env;

import dev.balsa.wal.disk.Disk;
import java.util.random.RandomGenerator;

/** The outside world of one member. Thread-safe. */
public interface Environment extends AutoCloseable {

  Clock clock();

  /**
   * A source of chance of its own for each purpose, so that one more draw for one purpose does not
   * shift the others.
   *
   * @param purpose a constant word, such as {@code "election"}
   */
  RandomGenerator random(String purpose);

  /**
   * Chance that nobody can predict from what came out of it before: for tokens and salts. A world
   * that is to run the same way twice has none, and gives the usual kind.
   *
   * @param purpose a constant word
   */
  default RandomGenerator secrets(String purpose) {
    return random(purpose);
  }

  /** Where log files live. */
  Disk disk();

  /** Starts calling an agent. */
  AgentHandle start(Agent agent);

  /**
   * Runs a task in the background, on one of a bounded number of threads.
   *
   * @return false if too many tasks wait already; this one was not taken
   */
  boolean execute(Runnable task);

  /**
   * Runs a task of the member's own in the background, however many of {@link #execute} wait. Tasks
   * of one kind run one after another.
   *
   * @return false if too many of its kind wait already; this one was not taken
   */
  boolean maintain(Chore kind, Runnable task);

  /** Stops the background threads. Agents are closed by who started them, before. */
  @Override
  void close();
}
