package dev.balsa.jepsen.flip;

import java.nio.file.Path;

/**
 * Which byte is changed, and how.
 *
 * @param file within the data directory
 * @param offset from its start, in bytes
 * @param mask which bits change: 1 to 255
 */
record FlippedByte(Path file, long offset, int mask) {

  /** As a {@link FlipWorker} reads it. */
  String request() {
    return file + "\t" + offset + "\t" + mask;
  }

  /** Whether it is in one of RocksDB's diaries and notes, which are for people. */
  boolean isUnread() {
    String name = file.getFileName().toString();
    return name.startsWith("LOG") || name.startsWith("OPTIONS");
  }

  @Override
  public String toString() {
    return file + " byte " + offset + " xor 0x" + Integer.toHexString(mask);
  }
}
