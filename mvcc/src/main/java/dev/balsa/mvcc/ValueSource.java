package dev.balsa.mvcc;

/** Finds the version that the index says is there. */
@FunctionalInterface
interface ValueSource {

  /**
   * The version of {@code key} at an entry of its history.
   *
   * @throws Vanished when it is not stored: it was compacted since the index was read, or the
   *     storage is damaged
   */
  KeyValue value(byte[] key, long main, int sub);
}
