package dev.balsa.server.node;

import dev.balsa.raft.EntryType;

/**
 * Something to put into the log.
 *
 * @param requestId the key under which {@link Pending} keeps who waits for it
 */
record Proposal(long requestId, EntryType type, byte[] data) {}
