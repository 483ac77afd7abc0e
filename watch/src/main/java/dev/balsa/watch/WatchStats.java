package dev.balsa.watch;

/**
 * How a {@link WatchHub} stands at one moment, for metrics.
 *
 * @param streams open streams
 * @param watchers watchers on them
 * @param slowWatchers watchers that are behind the current revision and catch up, or wait until
 *     their stream can take more
 * @param pendingEvents events cut out of a message that was split, waiting for their stream
 * @param eventsSent events handed to streams since the hub was made
 */
public record WatchStats(
    int streams, long watchers, long slowWatchers, long pendingEvents, long eventsSent) {}
