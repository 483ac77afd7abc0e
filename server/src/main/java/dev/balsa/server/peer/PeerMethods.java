package dev.balsa.server.peer;

import dev.balsa.api.HashKVRequest;
import dev.balsa.api.HashKVResponse;
import dev.balsa.api.LeaseKeepAliveRequest;
import dev.balsa.api.LeaseKeepAliveResponse;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.api.LeaseTimeToLiveResponse;
import dev.balsa.api.MemberListRequest;
import dev.balsa.api.MemberListResponse;
import dev.balsa.api.MemberPromoteRequest;
import dev.balsa.api.MemberPromoteResponse;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.StatusResponse;
import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What one member can ask of another. */
final class PeerMethods {

  static final String SERVICE = "balsa.Peer";

  /** What the other side answers on a stream of messages. */
  enum Pong {
    /** A ping has arrived. */
    PONG
  }

  /**
   * Between the messages of consensus: asks whether the other side is there. It has no sender and
   * is no byte long.
   */
  static final Message PING =
      new Message(MessageType.HEARTBEAT, 0, 0, 0, 0, 0, List.of(), 0, false, 0, 0, null);

  private static final Marshaller<Message> MESSAGE =
      new Marshaller<>() {
        @Override
        public InputStream stream(Message value) {
          return isPing(value) ? new ByteArrayInputStream(new byte[0]) : new MessageStream(value);
        }

        @Override
        public Message parse(InputStream stream) {
          try {
            if (stream.available() == 0) {
              return PING;
            }
            return MessageCodec.read(stream);
          } catch (IOException e) {
            throw Status.INTERNAL
                .withDescription("unreadable message")
                .withCause(e)
                .asRuntimeException();
          }
        }
      };

  private static final Marshaller<Pong> ANSWER =
      new Marshaller<>() {
        @Override
        public InputStream stream(Pong value) {
          return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public Pong parse(InputStream stream) {
          return Pong.PONG;
        }
      };

  static final MethodDescriptor<Message, Pong> MESSAGES = messages("Messages");
  static final MethodDescriptor<Message, Pong> ENTRIES = messages("Entries");

  /** The answers say that the other side is still at work. */
  static final MethodDescriptor<SnapshotPart, Pong> SNAPSHOT =
      MethodDescriptor.newBuilder(SnapshotPart.MARSHALLER, ANSWER)
          .setType(MethodType.BIDI_STREAMING)
          .setFullMethodName(SERVICE + "/Snapshot")
          .build();

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

  static final MethodDescriptor<MemberListRequest, MemberListResponse> MEMBERS =
      MethodDescriptor.newBuilder(
              ProtoUtils.marshaller(MemberListRequest.getDefaultInstance()),
              ProtoUtils.marshaller(MemberListResponse.getDefaultInstance()))
          .setType(MethodType.UNARY)
          .setFullMethodName(SERVICE + "/Members")
          .build();

  static final MethodDescriptor<MemberPromoteRequest, MemberPromoteResponse> PROMOTE =
      MethodDescriptor.newBuilder(
              ProtoUtils.marshaller(MemberPromoteRequest.getDefaultInstance()),
              ProtoUtils.marshaller(MemberPromoteResponse.getDefaultInstance()))
          .setType(MethodType.UNARY)
          .setFullMethodName(SERVICE + "/Promote")
          .build();

  static final MethodDescriptor<HashKVRequest, HashKVResponse> HASH_KV =
      MethodDescriptor.newBuilder(
              ProtoUtils.marshaller(HashKVRequest.getDefaultInstance()),
              ProtoUtils.marshaller(HashKVResponse.getDefaultInstance()))
          .setType(MethodType.UNARY)
          .setFullMethodName(SERVICE + "/HashKV")
          .build();

  static final MethodDescriptor<StatusRequest, StatusResponse> VERSION =
      MethodDescriptor.newBuilder(
              ProtoUtils.marshaller(StatusRequest.getDefaultInstance()),
              ProtoUtils.marshaller(StatusResponse.getDefaultInstance()))
          .setType(MethodType.UNARY)
          .setFullMethodName(SERVICE + "/Version")
          .build();

  private PeerMethods() {}

  /** Whether this is no message of consensus. */
  static boolean isPing(Message message) {
    return message.from() == 0;
  }

  private static MethodDescriptor<Message, Pong> messages(String name) {
    return MethodDescriptor.newBuilder(MESSAGE, ANSWER)
        .setType(MethodType.BIDI_STREAMING)
        .setFullMethodName(SERVICE + "/" + name)
        .build();
  }
}
