package dev.balsa.server.api;

import com.google.protobuf.MessageLite;

/** A response made of a generated message. */
record GeneratedAnswer(byte[] bytes) implements WireMessage {

  GeneratedAnswer(MessageLite message) {
    this(message.toByteArray());
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void writeTo(WireOutput out) {
    out.raw(bytes);
  }
}
