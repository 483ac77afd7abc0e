package dev.balsa.server.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.util.Objects;

/** Reading requests. */
final class Requests {

  private Requests() {}

  /** Refuses bytes that are no message of a type whose fields do not matter here. */
  static void verify(Parser<? extends MessageLite> type, byte[] bytes)
      throws InvalidProtocolBufferException {
    Objects.requireNonNull(type.parseFrom(bytes));
  }
}
