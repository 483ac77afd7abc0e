package dev.balsa.server.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonStreamParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/** Between protobuf messages and JSON, by etcd's rules. */
final class JsonMessages {

  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

  private JsonMessages() {}

  /**
   * Reads the messages of a request's body, one JSON value after another.
   *
   * @param prototype a message of the type that is expected
   * @param maxMessages more are refused
   * @throws IllegalArgumentException if the text is no sequence of such messages
   */
  static List<byte[]> parse(String body, Message prototype, int maxMessages) {
    List<byte[]> messages = new ArrayList<>();
    if (body.isBlank()) {
      return messages;
    }
    try {
      JsonStreamParser values = new JsonStreamParser(body);
      while (values.hasNext()) {
        Message.Builder message = prototype.newBuilderForType();
        PARSER.merge(values.next().toString(), message);
        messages.add(message.build().toByteArray());
        if (messages.size() > maxMessages) {
          throw new IllegalArgumentException("more than " + maxMessages + " messages in a body");
        }
      }
    } catch (InvalidProtocolBufferException | JsonParseException e) {
      throw new IllegalArgumentException(JsonComplaint.of(e), e);
    }
    return messages;
  }

  /** Writes a message. */
  static String print(byte[] message, Message prototype) {
    try {
      return PRINTER.print(prototype.newBuilderForType().mergeFrom(message).build());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an answer of ours is no message", e);
    }
  }

  /** The JSON of an error. */
  static String error(Status status) {
    String text = status.getDescription() == null ? "" : status.getDescription();
    JsonObject error = new JsonObject();
    error.addProperty("code", status.getCode().value());
    error.addProperty("message", text);
    error.add("details", new JsonArray());
    return error.toString();
  }

  /** The HTTP status that stands for a status of gRPC. */
  static int httpStatus(Status.Code code) {
    return switch (code) {
      case OK -> 200;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case CANCELLED -> 499;
      case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
    };
  }
}
