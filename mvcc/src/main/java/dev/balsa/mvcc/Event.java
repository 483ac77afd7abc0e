package dev.balsa.mvcc;

import java.util.Objects;

/** One change of one key, as watchers see it. Immutable; safe to share between threads. */
public final class Event {

  /** What happened to the key. */
  public enum Type {
    PUT,
    DELETE
  }

  private final Type type;
  private final KeyValue kv;
  private final Revision previous;
  private final KeyValue previousKv;
  private volatile byte[] wire;

  Event(Type type, KeyValue kv, Revision previous, KeyValue previousKv) {
    this.type = Objects.requireNonNull(type, "type");
    this.kv = Objects.requireNonNull(kv, "kv");
    this.previous = previous;
    this.previousKv = previousKv;
  }

  /** A put, for tests of code that consumes events; the store makes its own. */
  public static Event put(KeyValue kv, Revision previous) {
    return new Event(Type.PUT, kv, previous, null);
  }

  /**
   * A deletion at {@code modRevision}, for tests of code that consumes events; the store makes its
   * own.
   */
  public static Event delete(byte[] key, long modRevision, Revision previous) {
    return new Event(Type.DELETE, deleted(key, modRevision), previous, null);
  }

  static KeyValue deleted(byte[] key, long modRevision) {
    return KeyValue.of(key, 0, modRevision, 0, new byte[0], 0);
  }

  public Type type() {
    return type;
  }

  /** The new version; of a deletion, only the key and the revision of the deletion. */
  public KeyValue kv() {
    return kv;
  }

  /** The main revision of the change. */
  public long revision() {
    return kv.modRevision();
  }

  /** Where the replaced version stands; null for a creation, and when it was not looked up. */
  public Revision previous() {
    return previous;
  }

  /** The replaced version if applying the change had read it; else null. */
  KeyValue previousKv() {
    return previousKv;
  }

  /** Whether the key came into being with this change. */
  public boolean isCreate() {
    return type == Type.PUT && kv.createRevision() == kv.modRevision();
  }

  /**
   * The bytes of {@code mvccpb.Event} without {@code prev_kv}: made at the first call, shared by
   * all watchers.
   */
  public byte[] wire() {
    byte[] made = wire;
    if (made == null) {
      made = encode();
      wire = made;
    }
    return made;
  }

  private byte[] encode() {
    byte[] inner = kv.wire();
    int number = type == Type.DELETE ? 1 : 0;
    int typeSize = Wire.fieldSize(number);
    byte[] made = new byte[typeSize + Wire.bytesSize(inner.length)];
    Wire.putBytes(made, Wire.putField(made, 0, 1, number), 2, inner);
    return made;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Event that && type == that.type && kv.equals(that.kv);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + kv.hashCode();
  }

  @Override
  public String toString() {
    return type + " " + kv;
  }
}
