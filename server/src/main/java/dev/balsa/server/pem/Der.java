package dev.balsa.server.pem;

import java.io.ByteArrayOutputStream;
import java.security.KeyException;
import java.util.Arrays;

/** As much of DER as the older forms of keys need. */
final class Der {

  static final int INTEGER = 0x02;
  static final int BITS = 0x03;
  static final int OCTETS = 0x04;
  static final int SEQUENCE = 0x30;
  static final int CONTEXT_0 = 0xa0;

  private static final int LONG_FORM = 0x80;

  private final byte[] bytes;
  private int at;

  Der(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A value with its tag and length before it. */
  static byte[] wrap(int tag, byte[]... parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      body.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = body.size();
    if (length < LONG_FORM) {
      out.write(length);
    } else if (length < 1 << 8) {
      out.write(LONG_FORM | 1);
      out.write(length);
    } else {
      out.write(LONG_FORM | 2);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(body.toByteArray());
    return out.toByteArray();
  }

  boolean hasMore() {
    return at < bytes.length;
  }

  int tag() {
    return bytes[at] & 0xff;
  }

  /** The content of the next value, which must have this tag. */
  byte[] next(int tag) throws KeyException {
    if (!hasMore() || tag() != tag) {
      throw new KeyException("not the DER form of a key");
    }
    return next();
  }

  /** The content of the next value. */
  byte[] next() throws KeyException {
    try {
      int length = bytes[at + 1] & 0xff;
      int start = at + 2;
      if (length >= LONG_FORM) {
        int count = length & ~LONG_FORM;
        if (count < 1 || count > 2) {
          throw new KeyException("not the DER form of a key");
        }
        length = 0;
        for (int i = 0; i < count; i++) {
          length = (length << 8) | (bytes[start++] & 0xff);
        }
      }
      at = start + length;
      if (at > bytes.length) {
        throw new KeyException("the DER form of a key is cut off");
      }
      return Arrays.copyOfRange(bytes, start, at);
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new KeyException("the DER form of a key is cut off", e);
    }
  }
}
