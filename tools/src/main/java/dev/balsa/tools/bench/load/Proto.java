package dev.balsa.tools.bench.load;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/** Looks up fields in the bytes of a protobuf message, without making objects. */
public final class Proto {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  /** What {@link #next} found last. */
  private int field;

  private long number;
  private int valueAt;
  private int valueLength;
  private int at;
  private int end;
  private ByteBuf in;

  /** Makes a reader; {@link #enter} gives it a message. */
  public Proto() {}

  /** Starts at the beginning of a message. */
  public Proto enter(ByteBuf message, int offset, int length) {
    in = message;
    at = offset;
    end = offset + length;
    return this;
  }

  /** Goes to the next field; false at the end of the message. */
  public boolean next() {
    if (at >= end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    switch ((int) tag & 7) {
      case VARINT -> number = varint();
      case BYTES -> {
        valueLength = (int) varint();
        valueAt = at;
        at += valueLength;
      }
      case FIXED64 -> at += Long.BYTES;
      case FIXED32 -> at += Integer.BYTES;
      default -> throw new IllegalStateException("not a protobuf message");
    }
    return true;
  }

  /** Goes to the next field of that number; false if there is none. */
  public boolean find(int wanted) {
    while (next()) {
      if (field == wanted) {
        return true;
      }
    }
    return false;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.getByte(at++);
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  /** The number of the field. */
  public int field() {
    return field;
  }

  /** The value of a field that holds a number. */
  public long number() {
    return number;
  }

  /** Where the value of a field of bytes begins. */
  public int valueAt() {
    return valueAt;
  }

  /** How long the value of a field of bytes is. */
  public int valueLength() {
    return valueLength;
  }
}
