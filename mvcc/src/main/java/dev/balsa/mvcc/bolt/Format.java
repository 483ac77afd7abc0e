package dev.balsa.mvcc.bolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The numbers of the file format; see the package's page. */
final class Format {

  /** What this package writes; it reads what the file says. */
  static final int PAGE_BYTES = 4096;

  static final int PAGE_HEADER_BYTES = 16;
  static final int ELEMENT_BYTES = 16;
  static final int BUCKET_BYTES = 16;

  static final int BRANCH = 0x01;
  static final int LEAF = 0x02;
  static final int META = 0x04;
  static final int FREE_LIST = 0x10;

  /** A leaf element that is a bucket. */
  static final int BUCKET_FLAG = 0x01;

  static final int MAGIC = 0xed0cdaed;
  static final int VERSION = 2;
  static final int META_BYTES = 64;

  /** What stands in place of the free list's page when none is stored. */
  static final long NO_FREE_LIST = -1L;

  /** In the count of a free list's page: the real count is the first number of the list. */
  static final int COUNT_ELSEWHERE = 0xffff;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Format() {}

  /** FNV-64a. */
  static long checksum(ByteBuffer bytes, int from, int length) {
    long hash = FNV_OFFSET;
    for (int i = from; i < from + length; i++) {
      hash = (hash ^ (bytes.get(i) & 0xff)) * FNV_PRIME;
    }
    return hash;
  }

  static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static void header(ByteBuffer page, long id, int kind, int count, int overflow) {
    page.putLong(0, id);
    page.putShort(8, (short) kind);
    page.putShort(10, (short) count);
    page.putInt(12, overflow);
  }
}
