package dev.balsa.mvcc;

import java.util.Arrays;

/**
 * One version of a key: the bytes of {@code mvccpb.KeyValue} exactly as they go over the wire, with
 * their fields at hand. Immutable and safe to share between threads, on the condition that nobody
 * modifies the arrays it was made of or hands out.
 *
 * <pre>
 *   0a len key   10 create_revision   18 mod_revision   20 version   2a len value   30 lease
 * </pre>
 *
 * Fields that are zero or empty are absent, as proto3 asks.
 */
public final class KeyValue {

  private static final byte[] NOTHING = {};

  private final byte[] wire;
  private final int keyOffset;
  private final int keyLength;
  private final int valueOffset;
  private final int valueLength;
  private final long createRevision;
  private final long modRevision;
  private final long version;
  private final long lease;

  private KeyValue(
      byte[] wire,
      int keyOffset,
      int keyLength,
      int valueOffset,
      int valueLength,
      long createRevision,
      long modRevision,
      long version,
      long lease) {
    this.wire = wire;
    this.keyOffset = keyOffset;
    this.keyLength = keyLength;
    this.valueOffset = valueOffset;
    this.valueLength = valueLength;
    this.createRevision = createRevision;
    this.modRevision = modRevision;
    this.version = version;
    this.lease = lease;
  }

  /** Encodes a version. The arrays are copied into the wire form. */
  public static KeyValue of(
      byte[] key, long createRevision, long modRevision, long version, byte[] value, long lease) {
    int size =
        Wire.bytesSize(key.length)
            + Wire.fieldSize(createRevision)
            + Wire.fieldSize(modRevision)
            + Wire.fieldSize(version)
            + Wire.bytesSize(value.length)
            + Wire.fieldSize(lease);
    byte[] wire = new byte[size];
    int afterKey = Wire.putBytes(wire, 0, 1, key);
    int at = Wire.putField(wire, afterKey, 2, createRevision);
    at = Wire.putField(wire, at, 3, modRevision);
    at = Wire.putField(wire, at, 4, version);
    int afterValue = Wire.putBytes(wire, at, 5, value);
    Wire.putField(wire, afterValue, 6, lease);
    return new KeyValue(
        wire,
        afterKey - key.length,
        key.length,
        afterValue - value.length,
        value.length,
        createRevision,
        modRevision,
        version,
        lease);
  }

  /**
   * Reads a stored or received version; the array becomes part of the result without a copy. An
   * empty array is a KeyValue of nothing but defaults.
   *
   * @throws MvccException of kind CORRUPT when the bytes are no KeyValue
   */
  public static KeyValue parse(byte[] wire) {
    int keyOffset = 0;
    int keyLength = 0;
    int valueOffset = 0;
    int valueLength = 0;
    long create = 0;
    long mod = 0;
    long version = 0;
    long lease = 0;
    Wire.Cursor cursor = new Wire.Cursor(wire);
    while (!cursor.atEnd()) {
      int tag = (int) cursor.varint();
      switch (tag) {
        case 0x0a -> {
          keyLength = cursor.lengthDelimited();
          keyOffset = cursor.position() - keyLength;
        }
        case 0x10 -> create = cursor.varint();
        case 0x18 -> mod = cursor.varint();
        case 0x20 -> version = cursor.varint();
        case 0x2a -> {
          valueLength = cursor.lengthDelimited();
          valueOffset = cursor.position() - valueLength;
        }
        case 0x30 -> lease = cursor.varint();
        default -> cursor.skip(tag & 7);
      }
    }
    return new KeyValue(
        wire, keyOffset, keyLength, valueOffset, valueLength, create, mod, version, lease);
  }

  /** The encoded message. Not a copy. */
  public byte[] wire() {
    return wire;
  }

  /** A copy of the key. */
  public byte[] key() {
    return Arrays.copyOfRange(wire, keyOffset, keyOffset + keyLength);
  }

  /** A copy of the value. */
  public byte[] value() {
    return valueLength == 0
        ? NOTHING
        : Arrays.copyOfRange(wire, valueOffset, valueOffset + valueLength);
  }

  /** Where the key starts in {@link #wire()}. */
  public int keyOffset() {
    return keyOffset;
  }

  /** Length of the key in bytes. */
  public int keyLength() {
    return keyLength;
  }

  /** Where the value starts in {@link #wire()}; meaningless when it is empty. */
  public int valueOffset() {
    return valueOffset;
  }

  /** Length of the value in bytes. */
  public int valueLength() {
    return valueLength;
  }

  /** The main revision of the put that brought the key into its present life. */
  public long createRevision() {
    return createRevision;
  }

  /** The main revision of this version. */
  public long modRevision() {
    return modRevision;
  }

  /** How many puts the key has seen in its present life, this one included. */
  public long version() {
    return version;
  }

  /** The lease the key is attached to; 0 for none. */
  public long lease() {
    return lease;
  }

  /** Whether this version's key is exactly {@code key}. */
  public boolean keyEquals(byte[] key) {
    return Arrays.equals(wire, keyOffset, keyOffset + keyLength, key, 0, key.length);
  }

  /** Whether both are versions of one key. */
  boolean hasSameKey(KeyValue other) {
    return Arrays.equals(
        wire,
        keyOffset,
        keyOffset + keyLength,
        other.wire,
        other.keyOffset,
        other.keyOffset + other.keyLength);
  }

  /** {@link #hash} of the key. */
  int keyHash() {
    return hash(wire, keyOffset, keyLength);
  }

  /** A hash of some bytes, the same wherever they stand. */
  static int hash(byte[] bytes, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  /** Whether this version's key lies in {@code range}; decides without a copy. */
  public boolean isKeyIn(KeyRange range) {
    byte[] end = range.end();
    if (end == null) {
      return keyEquals(range.key());
    }
    int keyEnd = keyOffset + keyLength;
    return Arrays.compareUnsigned(wire, keyOffset, keyEnd, range.key(), 0, range.key().length) >= 0
        && (end.length == 0
            || Arrays.compareUnsigned(wire, keyOffset, keyEnd, end, 0, end.length) < 0);
  }

  /** Orders by key in unsigned byte order. */
  public int compareKey(KeyValue other) {
    return Arrays.compareUnsigned(
        wire,
        keyOffset,
        keyOffset + keyLength,
        other.wire,
        other.keyOffset,
        other.keyOffset + other.keyLength);
  }

  /** Orders by value in unsigned byte order. */
  public int compareValue(KeyValue other) {
    return Arrays.compareUnsigned(
        wire,
        valueOffset,
        valueOffset + valueLength,
        other.wire,
        other.valueOffset,
        other.valueOffset + other.valueLength);
  }

  /** Compares the value with {@code other} in unsigned byte order. */
  int compareValue(byte[] other) {
    return Arrays.compareUnsigned(
        wire, valueOffset, valueOffset + valueLength, other, 0, other.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyValue that && Arrays.equals(wire, that.wire);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(wire);
  }

  @Override
  public String toString() {
    return Text.of(key())
        + "="
        + Text.of(value())
        + " (create "
        + createRevision
        + ", mod "
        + modRevision
        + ", version "
        + version
        + ", lease "
        + lease
        + ")";
  }
}
