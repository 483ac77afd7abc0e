package dev.balsa.jepsen.history;

import java.util.List;

/**
 * The whole key space of one member at one moment: before the history began ({@link
 * History#initial}), or after everything came to rest ({@link History#finals}).
 *
 * @param member who was read
 * @param time nanoseconds on the clock of the history
 * @param revision current revision
 * @param compactRevision as the member knows it; -1 if it was never compacted, 0 if not known
 * @param hash what the member says its state hashes to at this revision; 0 if not known
 * @param kvs every key, in key order
 * @param leases every lease there is, ascending; null if not known
 */
public record StateReading(
    String member,
    long time,
    long revision,
    long compactRevision,
    long hash,
    List<KeyVersion> kvs,
    List<Long> leases) {}
