package dev.balsa.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Writes protobuf fields; small ones are gathered in a buffer, large byte arrays go straight to the
 * sink. The static methods tell beforehand how long a field will be.
 */
final class WireOutput {

  private static final int MAX_BUFFER_BYTES = 4 << 10;

  /** From this length on, bytes go past the buffer: one copy less is worth a call of the sink. */
  private static final int PAST_BUFFER_BYTES = 1 << 10;

  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;

  private final OutputStream sink;
  private byte[] buffer;
  private int at;

  private WireOutput(OutputStream sink, int bufferBytes) {
    this.sink = sink;
    this.buffer = new byte[bufferBytes];
  }

  /** Writes a message of less than 2 GiB to a stream. */
  static void write(WireMessage message, OutputStream sink) {
    WireOutput out = new WireOutput(sink, (int) Math.min(message.size(), MAX_BUFFER_BYTES));
    message.writeTo(out);
    out.flush();
  }

  /** The bytes of a message of less than 2 GiB. */
  static byte[] toBytes(WireMessage message) {
    WireOutput out = new WireOutput(null, Math.toIntExact(message.size()));
    message.writeTo(out);
    if (out.at != out.buffer.length) {
      throw new IllegalStateException(
          "wrote " + out.at + " bytes of a message of " + out.buffer.length);
    }
    return out.buffer;
  }

  /** An output that keeps what is written; room for it is made by {@link #reserve}. */
  static WireOutput keeping(int firstBytes) {
    return new WireOutput(null, firstBytes);
  }

  /** Makes room for so many bytes more. For an output that keeps what is written. */
  void reserve(int bytes) {
    if (bytes > buffer.length - at) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, at + bytes));
    }
  }

  /** How many bytes are kept. */
  int kept() {
    return at;
  }

  /** Forgets what was written behind the first bytes. */
  void cutTo(int bytes) {
    at = bytes;
  }

  /** Copies what is kept into a stream. */
  void copyTo(OutputStream target) throws IOException {
    target.write(buffer, 0, at);
  }

  /** Copies what is kept into another output. */
  void copyTo(WireOutput target) {
    target.raw(buffer, 0, at);
  }

  /** What is kept, as an array of its own. */
  byte[] toArray() {
    return Arrays.copyOf(buffer, at);
  }

  /** Length of a varint field with a number below 16; 0 if the value is 0, which is left out. */
  static int numberSize(long value) {
    return value == 0 ? 0 : 1 + varintSize(value);
  }

  /** Length of a length-delimited field with a number below 16. */
  static long bytesSize(long length) {
    return 1 + varintSize(length) + length;
  }

  static int varintSize(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  /** A varint field; left out if the value is 0. */
  void number(int field, long value) {
    if (value != 0) {
      varint(field << 3 | VARINT);
      varint(value);
    }
  }

  /** A bool field; left out if false. */
  void flag(int field, boolean value) {
    number(field, value ? 1 : 0);
  }

  /** Tag and length of a length-delimited field, whose content the caller writes next. */
  void head(int field, long length) {
    varint(field << 3 | LENGTH_DELIMITED);
    varint(length);
  }

  /** A length-delimited field. */
  void bytes(int field, byte[] content) {
    head(field, content.length);
    raw(content);
  }

  /** What stands before an uncompressed message in a gRPC stream: a flag and the length. */
  void frameHead(long length) {
    octet(0);
    for (int shift = 24; shift >= 0; shift -= 8) {
      octet((int) (length >>> shift));
    }
  }

  /** A submessage. */
  void message(int field, WireMessage content) {
    head(field, content.size());
    content.writeTo(this);
  }

  /** Bytes as they are. */
  void raw(byte[] content) {
    raw(content, 0, content.length);
  }

  /** A piece of an array as it is. */
  void raw(byte[] content, int offset, int length) {
    if (sink != null && (length > buffer.length - at || length >= PAST_BUFFER_BYTES)) {
      flush();
      if (length >= PAST_BUFFER_BYTES || length > buffer.length) {
        toSink(content, offset, length);
        return;
      }
    }
    System.arraycopy(content, offset, buffer, at, length);
    at += length;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      octet((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    octet((int) rest);
  }

  private void octet(int value) {
    if (at == buffer.length && sink != null) {
      flush();
    }
    buffer[at++] = (byte) value;
  }

  private void flush() {
    if (at > 0) {
      toSink(buffer, 0, at);
      at = 0;
    }
  }

  private void toSink(byte[] content, int offset, int length) {
    try {
      sink.write(content, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
