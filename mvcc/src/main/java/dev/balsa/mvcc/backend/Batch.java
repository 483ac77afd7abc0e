package dev.balsa.mvcc.backend;

import java.util.Arrays;

/**
 * Records to be written atomically, in the order they were added; a later record of the same key
 * wins. Not thread-safe.
 *
 * <p>The records are kept in the form in which RocksDB logs and ships write batches, so that a
 * batch crosses into native code once, however many records it has:
 *
 * <pre>
 *   0        8      12
 *   +--------+-------+-------------------------------------------------+
 *   | seq 0  | count |  records                                        |
 *   | 8 B LE | 4 B LE|                                                 |
 *   +--------+-------+-------------------------------------------------+
 *   put in KEY        05 01 varint(klen) key varint(vlen) value          (column family 1)
 *   delete in KEY     04 01 varint(klen) key
 *   put elsewhere     01 varint(klen+1) space key varint(vlen) value     (column family 0, one byte names the space)
 *   delete elsewhere  00 varint(klen+1) space key
 * </pre>
 */
public final class Batch {

  static final int HEADER_BYTES = 12;
  private static final int COUNT_OFFSET = 8;

  private static final byte DELETION = 0x0;
  private static final byte VALUE = 0x1;
  private static final byte FAMILY_DELETION = 0x4;
  private static final byte FAMILY_VALUE = 0x5;

  /** The column family that holds the history; everything else lives in family 0. */
  static final int KEY_FAMILY = 1;

  private static final int SHRINK_ABOVE_BYTES = 1 << 20;

  private byte[] bytes = new byte[4096];
  private int length = HEADER_BYTES;
  private int count;
  private int historyRecords;
  private long contentBytes;

  /** Receives the records of a batch. */
  interface Handler {
    void put(Space space, byte[] key, byte[] value);

    void delete(Space space, byte[] key);
  }

  /** Adds a record that replaces what is stored under {@code key}. The arrays are copied. */
  public void put(Space space, byte[] key, byte[] value) {
    reserve(key.length + value.length + 16);
    if (space == Space.KEY) {
      bytes[length++] = FAMILY_VALUE;
      bytes[length++] = KEY_FAMILY;
      putVarint(key.length);
    } else {
      bytes[length++] = VALUE;
      putVarint(key.length + 1);
      bytes[length++] = (byte) space.number();
    }
    putRaw(key);
    putVarint(value.length);
    putRaw(value);
    count++;
    account(space, (long) key.length + value.length);
  }

  /** Adds a record that removes {@code key}, which need not be stored. */
  public void delete(Space space, byte[] key) {
    reserve(key.length + 16);
    if (space == Space.KEY) {
      bytes[length++] = FAMILY_DELETION;
      bytes[length++] = KEY_FAMILY;
      putVarint(key.length);
    } else {
      bytes[length++] = DELETION;
      putVarint(key.length + 1);
      bytes[length++] = (byte) space.number();
    }
    putRaw(key);
    count++;
    account(space, key.length);
  }

  /** What a batch says of itself ({@link Space#META}) replaces what the last one said. */
  private void account(Space space, long recordBytes) {
    if (space == Space.KEY) {
      historyRecords++;
    }
    if (space != Space.META) {
      contentBytes += recordBytes;
    }
  }

  /** Records of the history, deletions included. */
  int historyRecords() {
    return historyRecords;
  }

  /** Bytes of keys and values, but for those of {@link Space#META}. */
  long contentBytes() {
    return contentBytes;
  }

  /** Number of records. */
  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Bytes the batch takes. */
  public int sizeBytes() {
    return length;
  }

  /** Makes the batch empty, for reuse. */
  public void clear() {
    length = HEADER_BYTES;
    count = 0;
    historyRecords = 0;
    contentBytes = 0;
    if (bytes.length > SHRINK_ABOVE_BYTES) {
      bytes = new byte[4096];
    }
  }

  /** The batch in RocksDB's form, as an array of its own. */
  byte[] encoded() {
    for (int i = 0; i < 4; i++) {
      bytes[COUNT_OFFSET + i] = (byte) (count >>> (8 * i));
    }
    return Arrays.copyOf(bytes, length);
  }

  /** Hands out the records in the order they were added. */
  void forEach(Handler handler) {
    Reader reader = new Reader();
    for (int i = 0; i < count; i++) {
      reader.next(handler);
    }
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      long doubled = Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8);
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), (int) doubled));
    }
  }

  private void putVarint(int value) {
    int rest = value;
    while (rest >= 0x80) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  private void putRaw(byte[] source) {
    System.arraycopy(source, 0, bytes, length, source.length);
    length += source.length;
  }

  /** Reads the encoded records back. */
  private final class Reader {

    private int at = HEADER_BYTES;

    void next(Handler handler) {
      byte tag = bytes[at++];
      boolean isKeyFamily = tag == FAMILY_VALUE || tag == FAMILY_DELETION;
      if (isKeyFamily) {
        at++;
      }
      int keyLength = varint();
      Space space = Space.KEY;
      if (!isKeyFamily) {
        space = Space.of(bytes[at++]);
        keyLength--;
      }
      byte[] key = raw(keyLength);
      if (tag == FAMILY_VALUE || tag == VALUE) {
        handler.put(space, key, raw(varint()));
      } else {
        handler.delete(space, key);
      }
    }

    private int varint() {
      int value = 0;
      int shift = 0;
      byte b;
      do {
        b = bytes[at++];
        value |= (b & 0x7f) << shift;
        shift += 7;
      } while (b < 0);
      return value;
    }

    private byte[] raw(int size) {
      byte[] copy = Arrays.copyOfRange(bytes, at, at + size);
      at += size;
      return copy;
    }
  }
}
