package dev.balsa.server.peer;

import dev.balsa.api.LeaseKeepAliveRequest;
import dev.balsa.api.LeaseKeepAliveResponse;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.api.LeaseTimeToLiveResponse;
import dev.balsa.raft.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What one member can ask of another. */
final class PeerMethods {

  static final String SERVICE = "balsa.Peer";

  private static final Marshaller<Message> MESSAGE =
      new Marshaller<>() {
        @Override
        public InputStream stream(Message value) {
          return new MessageStream(value);
        }

        @Override
        public Message parse(InputStream stream) {
          try {
            return MessageCodec.read(stream);
          } catch (IOException e) {
            throw Status.INTERNAL
                .withDescription("unreadable message")
                .withCause(e)
                .asRuntimeException();
          }
        }
      };

  /** The answer that never comes. */
  private static final Marshaller<Void> NOTHING =
      new Marshaller<>() {
        @Override
        public InputStream stream(Void value) {
          return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public Void parse(InputStream stream) {
          return null;
        }
      };

  static final MethodDescriptor<Message, Void> MESSAGES = messages("Messages");
  static final MethodDescriptor<Message, Void> ENTRIES = messages("Entries");

  static final MethodDescriptor<LeaseKeepAliveRequest, LeaseKeepAliveResponse> KEEP_ALIVE =
      MethodDescriptor.newBuilder(
              ProtoUtils.marshaller(LeaseKeepAliveRequest.getDefaultInstance()),
              ProtoUtils.marshaller(LeaseKeepAliveResponse.getDefaultInstance()))
          .setType(MethodType.UNARY)
          .setFullMethodName(SERVICE + "/KeepAlive")
          .build();

  static final MethodDescriptor<LeaseTimeToLiveRequest, LeaseTimeToLiveResponse> TIME_TO_LIVE =
      MethodDescriptor.newBuilder(
              ProtoUtils.marshaller(LeaseTimeToLiveRequest.getDefaultInstance()),
              ProtoUtils.marshaller(LeaseTimeToLiveResponse.getDefaultInstance()))
          .setType(MethodType.UNARY)
          .setFullMethodName(SERVICE + "/TimeToLive")
          .build();

  private PeerMethods() {}

  /**
   * Both ways although nothing ever comes back: of a call with a single answer the transport would
   * keep the headers, which say that the caller is welcome, until that answer.
   */
  private static MethodDescriptor<Message, Void> messages(String name) {
    return MethodDescriptor.newBuilder(MESSAGE, NOTHING)
        .setType(MethodType.BIDI_STREAMING)
        .setFullMethodName(SERVICE + "/" + name)
        .build();
  }
}
