package dev.balsa.mvcc;

import java.util.List;

/**
 * What applying one operation did.
 *
 * @param result the answer; null for a lease revocation
 * @param revision the store's revision afterwards
 * @param events the changes in order of their sub revision; empty if the revision did not move
 */
public record Applied(OpResult result, long revision, List<Event> events) {}
