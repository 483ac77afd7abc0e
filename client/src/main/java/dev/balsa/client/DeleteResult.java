package dev.balsa.client;

import java.util.List;

/**
 * Keys are removed.
 *
 * @param deleted how many keys there were
 * @param previous what was there before, if that was asked for
 */
public record DeleteResult(Header header, long deleted, List<KeyValue> previous)
    implements OpResult {}
