package dev.balsa.mvcc;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** The bytes of a saved key index; drawn in the package documentation. */
final class ImageFormat {

  static final byte[] MAGIC = "BALSAIDX".getBytes(StandardCharsets.US_ASCII);
  static final int VERSION = 1;

  /** Magic, version, revision, checksum. */
  static final int HEADER_BYTES = 8 + Integer.BYTES + Long.BYTES + Integer.BYTES;

  /** Kind, length of the payload, checksum of these and of the block's number. */
  static final int BLOCK_HEADER_BYTES = 1 + Integer.BYTES + Integer.BYTES;

  /** A block is closed when it has so many bytes; a single long entry may take it further. */
  static final int BLOCK_BYTES = 64 << 10;

  static final byte KEYS = 'K';
  static final byte LEASES = 'L';
  static final byte END = 'E';

  /** In the head of a history: its entries have sub revisions. */
  static final int HAS_SUBS = 1;

  /** In the head of a history: it does not begin with the key's first put. */
  static final int HAS_ELDERS = 2;

  static final int FLAG_BITS = 2;

  private ImageFormat() {}

  /** The number of the block goes in, so that blocks cannot change places. */
  static int checksum(long blockNumber, byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      crc.update((int) (blockNumber >>> shift));
    }
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }
}
