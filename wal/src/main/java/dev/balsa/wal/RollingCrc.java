package dev.balsa.wal;

import java.util.zip.CRC32C;

/**
 * A CRC-32C that runs on from record to record and can be started from any value.
 *
 * <p>The JDK's {@link CRC32C} uses the processor's instruction and keeps its state between updates,
 * but always starts from 0. It need not be seeded from outside: since 4 bytes of input map the 32
 * bits of state one to one, there are exactly 4 bytes that bring a fresh checksum to any wanted
 * value. {@link #seed} computes them by running the table algorithm backwards and feeds them in.
 */
final class RollingCrc {

  /** Castagnoli's polynomial, bits reversed. */
  private static final int POLYNOMIAL = 0x82F63B78;

  private static final int[] TABLE = table();

  private final CRC32C crc = new CRC32C();
  private final byte[] prefix = new byte[4];

  int value() {
    return (int) crc.getValue();
  }

  void update(byte[] bytes, int offset, int length) {
    crc.update(bytes, offset, length);
  }

  /** Goes on as if {@code value} were the checksum of all bytes so far. */
  void seed(int value) {
    int register = ~value;
    for (int i = 0; i < 4; i++) {
      int index = indexByTopByte(register >>> 24);
      register = (register ^ TABLE[index]) << 8 | index;
    }
    int input = ~register; // The register starts as all ones, and input is added to it.
    for (int i = 0; i < 4; i++) {
      prefix[i] = (byte) (input >>> (8 * i));
    }
    crc.reset();
    crc.update(prefix, 0, 4);
  }

  /** The table's top bytes are a permutation, which is what makes a step reversible. */
  private static int indexByTopByte(int topByte) {
    for (int i = 0; i < 256; i++) {
      if (TABLE[i] >>> 24 == topByte) {
        return i;
      }
    }
    throw new AssertionError(topByte);
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int remainder = i;
      for (int bit = 0; bit < 8; bit++) {
        remainder = (remainder & 1) != 0 ? remainder >>> 1 ^ POLYNOMIAL : remainder >>> 1;
      }
      table[i] = remainder;
    }
    return table;
  }
}
