package dev.balsa.tools.bench.load;

/**
 * What is watched.
 *
 * @param watchers how many watchers there are
 * @param streams how many streams they share; a connection carries several
 * @param singleKey every watcher watches a key of its own; else all watch the prefix
 * @param window how many puts may be ahead of the slowest watcher when no rate is given
 */
public record WatchPlan(long watchers, int streams, boolean singleKey, int window) {}
