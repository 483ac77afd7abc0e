package dev.balsa.server.interop;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.Status;

/** What a server answered: a message, or an error with its code and text. */
record Reply(Message message, Status.Code code, String text) {

  static Reply of(Message message) {
    return new Reply(message, Status.Code.OK, "");
  }

  static Reply error(Status.Code code, String text) {
    return new Reply(null, code, text);
  }

  static Reply error(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    return error(status.getCode(), String.valueOf(status.getDescription()));
  }

  boolean isOk() {
    return code == Status.Code.OK;
  }

  @Override
  public String toString() {
    return isOk() ? Texts.of(message) : code + " \"" + text + "\"";
  }

  /** Requests and replies as one line each. */
  static final class Texts {
    private static final int CHARACTERS_MAX = 2000;

    private Texts() {}

    static String of(Message message) {
      String text =
          message.getDescriptorForType().getName()
              + "{"
              + TextFormat.printer().emittingSingleLine(true).printToString(message)
              + "}";
      return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "...";
    }
  }
}
