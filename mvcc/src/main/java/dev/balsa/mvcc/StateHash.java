package dev.balsa.mvcc;

import dev.balsa.mvcc.backend.Space;
import java.util.zip.CRC32C;

/**
 * A running hash over everything that applied operations wrote, in order. It does not depend on how
 * operations were grouped into batches nor on how far physical compaction has come, so members
 * agree on it at equal applied index.
 */
final class StateHash {

  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private final CRC32C crc = new CRC32C();
  private long value;

  StateHash(long value) {
    this.value = value;
  }

  long value() {
    return value;
  }

  /** A put (its wire bytes) or a tombstone (its key). */
  void change(long main, int sub, byte[] bytes) {
    crc.reset();
    crc.update(bytes, 0, bytes.length);
    mix(main);
    mix((long) sub << 32 | crc.getValue());
  }

  void compaction(long revision) {
    mix(~revision);
  }

  void lease(Lease lease) {
    mix(lease.id());
    mix(lease.ttlSeconds());
    mix(lease.remainingTtlSeconds());
  }

  void leaseRevoked(long id) {
    mix(~id);
  }

  /** Anything beside the key space; a null value is a removal. */
  void auxiliary(Space space, byte[] key, byte[] bytes) {
    crc.reset();
    byte[] name = space.bucketName();
    crc.update(name, 0, name.length);
    crc.update(key, 0, key.length);
    mix(crc.getValue() << 1 | (bytes == null ? 0 : 1));
    if (bytes != null) {
      crc.update(bytes, 0, bytes.length);
      mix(crc.getValue());
    }
  }

  private void mix(long word) {
    long mixed = (value ^ word) * MULTIPLIER;
    value = mixed ^ (mixed >>> 29);
  }
}
