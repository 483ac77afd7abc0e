package dev.balsa.server.node;

import java.util.List;

/**
 * Reads that may run as soon as this member has applied an index.
 *
 * @param index what the leader had committed when it confirmed that it leads
 */
record ReadWait(long index, List<ReadReply> reads) {}
