package dev.balsa.raft;

/**
 * The answer to {@link RaftCore#readIndex(long)}: a read is linearizable on any state machine that
 * has applied at least this index (Raft thesis, section 6.4).
 *
 * @param context the number that the caller gave
 * @param index the index to wait for
 */
public record ReadState(long context, long index) {}
