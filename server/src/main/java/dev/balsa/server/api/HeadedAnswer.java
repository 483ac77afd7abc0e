package dev.balsa.server.api;

import com.google.protobuf.MessageLite;

/**
 * A response of which field 1 is the header and the rest is a generated message without one.
 *
 * @param rest the encoded fields behind the header
 */
record HeadedAnswer(Header header, byte[] rest) implements WireMessage {

  private static final byte[] NOTHING = {};

  HeadedAnswer(Header header, MessageLite rest) {
    this(header, rest.toByteArray());
  }

  /** A header and no more. */
  static HeadedAnswer empty(Header header) {
    return new HeadedAnswer(header, NOTHING);
  }

  @Override
  public long size() {
    return header.fieldSize() + rest.length;
  }

  @Override
  public void writeTo(WireOutput out) {
    header.writeField(out);
    out.raw(rest);
  }
}
