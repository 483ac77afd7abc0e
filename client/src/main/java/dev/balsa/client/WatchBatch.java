package dev.balsa.client;

import java.util.List;

/**
 * Changes in the order in which they happened; those of one revision are never split.
 *
 * @param revision of the last change: everything up to it has been told
 */
public record WatchBatch(long revision, List<WatchEvent> events) {}
