package dev.balsa.watch;

/**
 * The bounds of a {@link WatchHub}. Immutable; start from {@link #DEFAULT} and change what differs.
 *
 * @param maxWatchersPerStream how many watchers one stream may hold; 0 means as many as it likes
 * @param maxQueuedReplies answers to requests (created, canceled) that wait on one stream while its
 *     transport is not ready; a further request is turned away until some have left
 * @param fragmentBytes size from which a message is split for watchers that allow it (etcd: the
 *     request size limit plus 512 KiB)
 * @param progressIntervalMillis how often an idle watcher that asked for it hears of progress; each
 *     stream adds up to a tenth of it, so that streams do not all speak at once
 * @param catchUpRevisions revisions that one call of {@link WatchHub#doWork} reads at most
 * @param catchUpBytes bytes of events that one call of {@link WatchHub#doWork} reads or sends,
 *     about; a revision is never split, so the last one may exceed it
 * @param messageBytes size of events at which a message from history is complete; a revision is
 *     never split, so the last one may exceed it. Each stream that is behind has about one such
 *     message in its transport, so it should be small
 * @param recentRevisions revisions kept in memory for watchers that fall behind for a moment
 * @param recentBytes bytes of events kept in memory for the same purpose, about
 */
public record WatchConfig(
    int maxWatchersPerStream,
    int maxQueuedReplies,
    int fragmentBytes,
    long progressIntervalMillis,
    int catchUpRevisions,
    int catchUpBytes,
    int messageBytes,
    int recentRevisions,
    int recentBytes) {

  /** Below this, {@code progressIntervalMillis} is raised to it, as etcd does. */
  public static final long MIN_PROGRESS_INTERVAL_MILLIS = 100;

  /** The bounds used where nobody says otherwise. */
  public static final WatchConfig DEFAULT =
      new WatchConfig(0, 1024, 2 << 20, 600_000, 1000, 1 << 20, 128 << 10, 8192, 16 << 20);

  /** Checks the bounds. */
  public WatchConfig {
    progressIntervalMillis = Math.max(progressIntervalMillis, MIN_PROGRESS_INTERVAL_MILLIS);
    atLeast(0, maxWatchersPerStream, "maxWatchersPerStream");
    atLeast(1, maxQueuedReplies, "maxQueuedReplies");
    atLeast(1, fragmentBytes, "fragmentBytes");
    atLeast(1, catchUpRevisions, "catchUpRevisions");
    atLeast(1, catchUpBytes, "catchUpBytes");
    atLeast(1, messageBytes, "messageBytes");
    atLeast(0, recentRevisions, "recentRevisions");
    atLeast(0, recentBytes, "recentBytes");
  }

  /** The same bounds with another limit of watchers a stream. */
  public WatchConfig withMaxWatchersPerStream(int watchers) {
    return new WatchConfig(
        watchers,
        maxQueuedReplies,
        fragmentBytes,
        progressIntervalMillis,
        catchUpRevisions,
        catchUpBytes,
        messageBytes,
        recentRevisions,
        recentBytes);
  }

  /** The same bounds with another limit of waiting answers. */
  public WatchConfig withMaxQueuedReplies(int replies) {
    return new WatchConfig(
        maxWatchersPerStream,
        replies,
        fragmentBytes,
        progressIntervalMillis,
        catchUpRevisions,
        catchUpBytes,
        messageBytes,
        recentRevisions,
        recentBytes);
  }

  /** The same bounds with another size from which messages are split. */
  public WatchConfig withFragmentBytes(int bytes) {
    return new WatchConfig(
        maxWatchersPerStream,
        maxQueuedReplies,
        bytes,
        progressIntervalMillis,
        catchUpRevisions,
        catchUpBytes,
        messageBytes,
        recentRevisions,
        recentBytes);
  }

  /** The same bounds with another interval between progress messages. */
  public WatchConfig withProgressIntervalMillis(long millis) {
    return new WatchConfig(
        maxWatchersPerStream,
        maxQueuedReplies,
        fragmentBytes,
        millis,
        catchUpRevisions,
        catchUpBytes,
        messageBytes,
        recentRevisions,
        recentBytes);
  }

  /** The same bounds with other limits of the work done in one step. */
  public WatchConfig withCatchUp(int revisions, int bytes) {
    return new WatchConfig(
        maxWatchersPerStream,
        maxQueuedReplies,
        fragmentBytes,
        progressIntervalMillis,
        revisions,
        bytes,
        messageBytes,
        recentRevisions,
        recentBytes);
  }

  /** The same bounds with another size at which a message from history is complete. */
  public WatchConfig withMessageBytes(int bytes) {
    return new WatchConfig(
        maxWatchersPerStream,
        maxQueuedReplies,
        fragmentBytes,
        progressIntervalMillis,
        catchUpRevisions,
        catchUpBytes,
        bytes,
        recentRevisions,
        recentBytes);
  }

  /** The same bounds with other limits of the history kept in memory. */
  public WatchConfig withRecent(int revisions, int bytes) {
    return new WatchConfig(
        maxWatchersPerStream,
        maxQueuedReplies,
        fragmentBytes,
        progressIntervalMillis,
        catchUpRevisions,
        catchUpBytes,
        messageBytes,
        revisions,
        bytes);
  }

  private static void atLeast(int bound, int value, String name) {
    if (value < bound) {
      throw new IllegalArgumentException(name + " is " + value + ", must be at least " + bound);
    }
  }
}
