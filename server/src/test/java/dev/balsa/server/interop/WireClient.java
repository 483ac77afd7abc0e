package dev.balsa.server.interop;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Message;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseKeepAliveRequest;
import dev.balsa.api.LeaseKeepAliveResponse;
import dev.balsa.api.LeaseLeasesRequest;
import dev.balsa.api.LeaseRevokeRequest;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.TxnRequest;
import dev.balsa.api.WatchGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The wire, bare: generated stubs on one connection, without a client's retries or checks. */
final class WireClient implements AutoCloseable {
  private static final int SECONDS_MAX = 20;
  private static final int INBOUND_BYTES_MAX = 64 << 20;

  private final ManagedChannel connection;
  private final KVGrpc.KVFutureStub kv;
  private final LeaseGrpc.LeaseFutureStub lease;
  private final LeaseGrpc.LeaseStub leaseStreams;
  private final MaintenanceGrpc.MaintenanceFutureStub maintenance;
  private final WatchGrpc.WatchStub watch;
  private final BlockingQueue<Reply> keepAlives = new LinkedBlockingQueue<>();
  private StreamObserver<LeaseKeepAliveRequest> keepAlive;

  WireClient(int port, ClientInterceptor... interceptors) {
    connection =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .directExecutor()
            .maxInboundMessageSize(INBOUND_BYTES_MAX)
            .build();
    Channel channel = ClientInterceptors.intercept(connection, interceptors);
    kv = KVGrpc.newFutureStub(channel);
    lease = LeaseGrpc.newFutureStub(channel);
    leaseStreams = LeaseGrpc.newStub(channel);
    maintenance = MaintenanceGrpc.newFutureStub(channel);
    watch = WatchGrpc.newStub(channel);
  }

  /** Sends one request; the future never fails. */
  CompletableFuture<Reply> send(Message request) {
    if (request instanceof LeaseKeepAliveRequest ask) {
      return CompletableFuture.completedFuture(keepAlive(ask));
    }
    return reply(call(request));
  }

  private ListenableFuture<? extends Message> call(Message request) {
    if (request instanceof RangeRequest range) {
      return kv.range(range);
    } else if (request instanceof PutRequest put) {
      return kv.put(put);
    } else if (request instanceof DeleteRangeRequest delete) {
      return kv.deleteRange(delete);
    } else if (request instanceof TxnRequest txn) {
      return kv.txn(txn);
    } else if (request instanceof CompactionRequest compact) {
      return kv.compact(compact);
    } else if (request instanceof LeaseGrantRequest grant) {
      return lease.leaseGrant(grant);
    } else if (request instanceof LeaseRevokeRequest revoke) {
      return lease.leaseRevoke(revoke);
    } else if (request instanceof LeaseTimeToLiveRequest ttl) {
      return lease.leaseTimeToLive(ttl);
    } else if (request instanceof LeaseLeasesRequest leases) {
      return lease.leaseLeases(leases);
    } else if (request instanceof HashKVRequest hash) {
      return maintenance.hashKV(hash);
    }
    throw new IllegalArgumentException(
        "no unary call takes a " + request.getDescriptorForType().getName());
  }

  private static CompletableFuture<Reply> reply(ListenableFuture<? extends Message> call) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    call.addListener(() -> reply.complete(outcome(call)), Runnable::run);
    return reply;
  }

  private static Reply outcome(ListenableFuture<? extends Message> call) {
    try {
      return Reply.of(call.get());
    } catch (ExecutionException e) {
      return Reply.error(e.getCause());
    } catch (InterruptedException e) {
      return Reply.error(e);
    }
  }

  static Reply await(CompletableFuture<Reply> reply) {
    try {
      return reply.get(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within " + SECONDS_MAX + " s");
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Reply keepAlive(LeaseKeepAliveRequest request) {
    if (keepAlive == null) {
      keepAlive = leaseStreams.leaseKeepAlive(new KeepAliveReplies());
    }
    keepAlive.onNext(request);
    try {
      Reply reply = keepAlives.poll(SECONDS_MAX, TimeUnit.SECONDS);
      return reply != null
          ? reply
          : Reply.error(io.grpc.Status.Code.DEADLINE_EXCEEDED, "no answer to keepalive");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens a watch stream. */
  StreamObserver<dev.balsa.api.WatchRequest> watch(
      StreamObserver<dev.balsa.api.WatchResponse> responses) {
    return watch.watch(responses);
  }

  @Override
  public void close() {
    connection.shutdownNow();
  }

  private final class KeepAliveReplies implements StreamObserver<LeaseKeepAliveResponse> {
    @Override
    public void onNext(LeaseKeepAliveResponse response) {
      keepAlives.add(Reply.of(response));
    }

    @Override
    public void onError(Throwable failure) {
      keepAlive = null;
      keepAlives.add(Reply.error(failure));
    }

    @Override
    public void onCompleted() {
      keepAlive = null;
    }
  }
}
