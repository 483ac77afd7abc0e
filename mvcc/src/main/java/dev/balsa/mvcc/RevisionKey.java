package dev.balsa.mvcc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Keys of the history, as etcd stores them, so that byte order is revision order:
 *
 * <pre>
 *   0              8   9             17  18
 *   +--------------+---+--------------+---+
 *   | main, 8 B BE | _ | sub, 8 B BE  | t |    t only behind a tombstone
 *   +--------------+---+--------------+---+
 * </pre>
 */
final class RevisionKey {

  static final int BYTES = 17;
  static final int TOMBSTONE_BYTES = 18;

  private static final byte SEPARATOR = '_';
  private static final byte TOMBSTONE_MARK = 't';
  private static final int SUB_OFFSET = 9;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private RevisionKey() {}

  static byte[] of(long main, long sub, boolean tombstone) {
    byte[] key = new byte[tombstone ? TOMBSTONE_BYTES : BYTES];
    write(key, main, sub);
    return key;
  }

  /** Fills an array of either length; of the longer one, the mark too. */
  static void write(byte[] key, long main, long sub) {
    LONG.set(key, 0, main);
    key[8] = SEPARATOR;
    LONG.set(key, SUB_OFFSET, sub);
    if (key.length == TOMBSTONE_BYTES) {
      key[BYTES] = TOMBSTONE_MARK;
    }
  }

  static long main(byte[] key) {
    return (long) LONG.get(key, 0);
  }

  static long sub(byte[] key) {
    return (long) LONG.get(key, SUB_OFFSET);
  }

  static boolean isTombstone(byte[] key) {
    return key.length == TOMBSTONE_BYTES;
  }

  /** Whether the bytes have the form of a key of the history. */
  static boolean isValid(byte[] key) {
    return (key.length == BYTES || (key.length == TOMBSTONE_BYTES && key[BYTES] == TOMBSTONE_MARK))
        && key[8] == SEPARATOR
        && main(key) >= 0
        && sub(key) >= 0;
  }
}
