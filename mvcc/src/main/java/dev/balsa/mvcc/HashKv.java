package dev.balsa.mvcc;

/**
 * etcd's hash over the visible history of the key space. Two members agree on {@code hash} when
 * they agree on {@code compactRevision} and {@code hashRevision}.
 *
 * @param hash CRC-32C, unsigned in an int
 * @param compactRevision the compaction mark that the hash was taken under; -1 when never compacted
 * @param hashRevision the revision up to which history was hashed
 * @param currentRevision the store's revision at that moment
 */
public record HashKv(int hash, long compactRevision, long hashRevision, long currentRevision) {}
