package dev.balsa.jepsen.history;

/**
 * One version of one key, as a client sees it.
 *
 * @param key octets, see {@link Octets}
 * @param value octets; empty in answers to keys-only ranges
 * @param createRevision revision at which the key came to be
 * @param modRevision revision of this version
 * @param version 1 for the version that created the key, then counting up
 * @param lease lease id, 0 for none
 */
public record KeyVersion(
    String key, String value, long createRevision, long modRevision, long version, long lease) {}
