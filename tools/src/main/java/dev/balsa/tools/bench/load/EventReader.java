package dev.balsa.tools.bench.load;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the events in watch responses. There are hundreds of thousands of them a second, and what
 * the generator takes for one is missing to the server beside it: the bytes are copied once into an
 * array that stays, and fields that nobody asked for are passed over.
 */
final class EventReader {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int VARINT = 0;
  private static final int BYTES = 2;
  private static final int FIRST_SIZE_BYTES = 16 << 10;

  /** Of {@code mvccpb.Event}. */
  private static final int KV = 2;

  /** Of {@code mvccpb.KeyValue}. */
  private static final int VALUE = 5;

  private byte[] bytes = new byte[FIRST_SIZE_BYTES];
  private int end;

  /** Where the next byte is read. */
  private int at;

  private int field;

  /** Where the last field of bytes ends, and where it began. */
  private int valueEnd;

  private int valueAt;

  /** Starts at the beginning of a response. */
  void enter(ByteBuf in, int offset, int length) {
    if (length > bytes.length) {
      bytes = new byte[Integer.highestOneBit(length) << 1];
    }
    in.getBytes(offset, bytes, 0, length);
    at = 0;
    end = length;
  }

  /** Goes to the next field of the response; its number, 0 at the end. */
  int next() {
    if (at >= end) {
      return 0;
    }
    readField();
    return field;
  }

  /** The first bytes of the value that the event which was reached holds; 0 if there are none. */
  long firstOfValue() {
    int eventEnd = valueEnd;
    at = valueAt;
    long first = 0;
    if (find(KV, eventEnd)) {
      int kvEnd = valueEnd;
      at = valueAt;
      if (find(VALUE, kvEnd) && valueEnd - valueAt >= Long.BYTES) {
        first = (long) LONGS.get(bytes, valueAt);
      }
    }
    at = eventEnd;
    return first;
  }

  private boolean find(int wanted, int limit) {
    while (at < limit) {
      readField();
      if (field == wanted) {
        return true;
      }
    }
    return false;
  }

  private void readField() {
    int tag = number();
    field = tag >>> 3;
    switch (tag & 7) {
      case BYTES -> {
        int length = number();
        valueAt = at;
        valueEnd = at + length;
        at = valueEnd;
      }
      case VARINT -> passNumber();
      default -> throw new IllegalStateException("not a watch response");
    }
  }

  /** Tags and lengths, which are less than 2^28 here. */
  private int number() {
    int value = bytes[at++];
    if (value >= 0) {
      return value;
    }
    value &= 0x7f;
    for (int shift = 7; ; shift += 7) {
      int next = bytes[at++];
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private void passNumber() {
    while (bytes[at++] < 0) {
      // the number goes on
    }
  }
}
