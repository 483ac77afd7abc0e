package dev.balsa.server.peer;

import com.google.protobuf.ByteString;
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
import dev.balsa.api.ResponseHeader;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.StatusResponse;
import dev.balsa.mvcc.HashKv;
import dev.balsa.raft.Message;
import dev.balsa.server.apply.ClusterSnapshot;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.HashReply;
import dev.balsa.server.node.LeaseReply;
import dev.balsa.server.node.PeerHost;
import dev.balsa.server.peer.PeerMethods.Pong;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.prometheus.client.Counter;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Answers other members. */
final class PeerService {

  private final PeerTransport transport;

  PeerService(PeerTransport transport) {
    this.transport = transport;
  }

  ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(PeerMethods.SERVICE)
        .addMethod(PeerMethods.MESSAGES, receiver())
        .addMethod(PeerMethods.ENTRIES, receiver())
        .addMethod(PeerMethods.SNAPSHOT, snapshotReceiver())
        .addMethod(PeerMethods.KEEP_ALIVE, ServerCalls.asyncUnaryCall(this::keepAlive))
        .addMethod(PeerMethods.TIME_TO_LIVE, ServerCalls.asyncUnaryCall(this::timeToLive))
        .addMethod(PeerMethods.MEMBERS, ServerCalls.asyncUnaryCall(this::members))
        .addMethod(PeerMethods.PROMOTE, ServerCalls.asyncUnaryCall(this::promote))
        .addMethod(PeerMethods.HASH_KV, ServerCalls.asyncUnaryCall(this::hashKv))
        .addMethod(PeerMethods.VERSION, ServerCalls.asyncUnaryCall(this::version))
        .build();
  }

  private void version(StatusRequest request, StreamObserver<StatusResponse> observer) {
    StatusResponse.Builder answer = StatusResponse.newBuilder();
    String version = transport.host().version();
    if (version != null) {
      answer.setVersion(version);
    }
    observer.onNext(answer.build());
    observer.onCompleted();
  }

  private void hashKv(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
    transport
        .host()
        .hashKv(
            request.getRevision(),
            new HashReply() {
              @Override
              public void hash(HashKv hash) {
                observer.onNext(
                    HashKVResponse.newBuilder()
                        .setHeader(ResponseHeader.newBuilder().setRevision(hash.currentRevision()))
                        .setHash(hash.hash())
                        .setCompactRevision(hash.compactRevision())
                        .setHashRevision(hash.hashRevision())
                        .build());
                observer.onCompleted();
              }

              @Override
              public void failed(EtcdError error) {
                observer.onError(error.asException());
              }
            });
  }

  private ServerCallHandler<Message, Pong> receiver() {
    ConcurrentHashMap<Long, Receiver> newest = new ConcurrentHashMap<>();
    return (call, headers) -> {
      Greeting caller = Doorkeeper.CALLER.get();
      Receiver receiver = new Receiver(call, caller, transport);
      Receiver older = newest.put(caller.from(), receiver);
      if (older != null) {
        older.supersede();
      }
      transport.learn(caller);
      call.sendHeaders(new Metadata()); // tells the caller that it is welcome
      call.request(1);
      return receiver;
    };
  }

  private ServerCallHandler<SnapshotPart, Pong> snapshotReceiver() {
    return (call, headers) -> transport.receive(call, Doorkeeper.CALLER.get());
  }

  /**
   * One stream of another member's messages. A newer one of the same kind ends it, so that what was
   * caught in an old connection does not come after what was said later.
   */
  private static final class Receiver extends ServerCall.Listener<Message> {
    private final ServerCall<Message, Pong> call;
    private final Greeting caller;
    private final PeerHost host;
    private final Counter.Child receivedBytes;
    private final Counter.Child failures;
    private boolean ended;
    private ClusterSnapshot lastCluster;
    private boolean removed;

    private Receiver(ServerCall<Message, Pong> call, Greeting caller, PeerTransport transport) {
      this.call = call;
      this.caller = caller;
      this.host = transport.host();
      String from = Long.toHexString(caller.from());
      this.receivedBytes = transport.metrics().peerReceivedBytes.labels(from);
      this.failures = transport.metrics().peerReceivedFailures.labels(from);
    }

    private synchronized void supersede() {
      if (!ended) {
        ended = true;
        call.close(Status.ABORTED.withDescription("a newer stream is open"), new Metadata());
      }
    }

    @Override
    public synchronized void onMessage(Message message) {
      if (ended) {
        return;
      }
      if (isRemoved()) {
        ended = true;
        Status told = Status.FAILED_PRECONDITION.withDescription("it was removed from the cluster");
        call.close(told, Greeting.farewell());
        return;
      }
      if (PeerMethods.isPing(message)) {
        if (call.isReady()) {
          call.sendMessage(Pong.PONG);
        }
        call.request(1);
        return;
      }
      receivedBytes.inc(MessageCodec.size(message));
      if (message.from() != caller.from() || !host.receive(message)) {
        failures.inc();
      }
      call.request(1);
    }

    /** Looked up when something about the cluster has changed; a stream outlives a removal. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isRemoved() {
      ClusterSnapshot now = host.cluster();
      if (now != lastCluster) {
        lastCluster = now;
        removed = caller.isRemoved(host);
      }
      return removed;
    }

    @Override
    public synchronized void onHalfClose() {
      if (!ended) {
        ended = true;
        call.close(Status.OK, new Metadata());
      }
    }

    @Override
    public synchronized void onCancel() {
      ended = true;
    }
  }

  private void keepAlive(
      LeaseKeepAliveRequest request, StreamObserver<LeaseKeepAliveResponse> observer) {
    transport
        .host()
        .keepAlive(
            request.getID(),
            new Answer<>(observer) {
              @Override
              public void lease(long revision, long ttl, long granted, List<byte[]> keys) {
                answer(
                    LeaseKeepAliveResponse.newBuilder()
                        .setHeader(ResponseHeader.newBuilder().setRevision(revision))
                        .setID(request.getID())
                        .setTTL(ttl)
                        .build());
              }
            });
  }

  private void timeToLive(
      LeaseTimeToLiveRequest request, StreamObserver<LeaseTimeToLiveResponse> observer) {
    transport
        .host()
        .timeToLive(
            request.getID(),
            request.getKeys(),
            new Answer<>(observer) {
              @Override
              public void lease(long revision, long ttl, long granted, List<byte[]> keys) {
                answer(
                    LeaseTimeToLiveResponse.newBuilder()
                        .setHeader(ResponseHeader.newBuilder().setRevision(revision))
                        .setID(request.getID())
                        .setTTL(ttl)
                        .setGrantedTTL(granted)
                        .addAllKeys(keys.stream().map(ByteString::copyFrom).toList())
                        .build());
              }
            });
  }

  private void members(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
    PeerHost host = transport.host();
    observer.onNext(
        MemberListResponse.newBuilder()
            .setHeader(
                ResponseHeader.newBuilder()
                    .setClusterId(host.clusterId())
                    .setMemberId(host.memberId()))
            .addAllMembers(MemberWire.toWire(host.cluster().members()))
            .build());
    observer.onCompleted();
  }

  private void promote(
      MemberPromoteRequest request, StreamObserver<MemberPromoteResponse> observer) {
    transport
        .host()
        .promote(
            request.getID(),
            outcome -> {
              if (outcome instanceof Outcome.MembersChanged changed) {
                observer.onNext(
                    MemberPromoteResponse.newBuilder()
                        .addAllMembers(MemberWire.toWire(changed.members()))
                        .build());
                observer.onCompleted();
              } else {
                observer.onError(((Outcome.Failed) outcome).error().asException());
              }
            });
  }

  private abstract static class Answer<A> implements LeaseReply {
    private final StreamObserver<A> observer;

    private Answer(StreamObserver<A> observer) {
      this.observer = observer;
    }

    final void answer(A value) {
      observer.onNext(value);
      observer.onCompleted();
    }

    @Override
    public final void failed(EtcdError error) {
      observer.onError(error.asException());
    }
  }
}
