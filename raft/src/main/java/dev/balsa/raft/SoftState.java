package dev.balsa.raft;

/**
 * What a member knows and need not remember over a restart.
 *
 * @param leaderId the leader of the current term, 0 if unknown
 * @param role what the member itself is
 */
public record SoftState(long leaderId, RaftRole role) {}
