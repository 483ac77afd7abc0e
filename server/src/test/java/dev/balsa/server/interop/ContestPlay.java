package dev.balsa.server.interop;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.balsa.api.CampaignRequest;
import dev.balsa.api.CampaignResponse;
import dev.balsa.api.ElectionGrpc;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.LeaderKey;
import dev.balsa.api.LeaderRequest;
import dev.balsa.api.LeaderResponse;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseRevokeRequest;
import dev.balsa.api.LockGrpc;
import dev.balsa.api.LockRequest;
import dev.balsa.api.LockResponse;
import dev.balsa.api.ProclaimRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.ResignRequest;
import dev.balsa.api.UnlockRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** One client of the Lock and Election services that writes down what it sees. */
final class ContestPlay implements AutoCloseable {

  private static final int SECONDS_MAX = 20;

  private final ManagedChannel channel;
  private final LockGrpc.LockFutureStub locks;
  private final ElectionGrpc.ElectionFutureStub elections;
  private final ElectionGrpc.ElectionBlockingStub observers;
  private final KVGrpc.KVBlockingStub kv;
  private final LeaseGrpc.LeaseBlockingStub leases;
  private final List<String> seen = new ArrayList<>();

  ContestPlay(Subject subject) {
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", subject.clientPort()).usePlaintext().build();
    locks = LockGrpc.newFutureStub(channel);
    elections = ElectionGrpc.newFutureStub(channel);
    observers = ElectionGrpc.newBlockingStub(channel);
    kv = KVGrpc.newBlockingStub(channel);
    leases = LeaseGrpc.newBlockingStub(channel);
  }

  List<String> seen() {
    return seen;
  }

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  void lease(long id) {
    leases.leaseGrant(LeaseGrantRequest.newBuilder().setID(id).setTTL(600).build());
  }

  void revoke(long id) {
    leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build());
  }

  ListenableFuture<LockResponse> lock(String name, long lease) {
    return locks.lock(LockRequest.newBuilder().setName(bytes(name)).setLease(lease).build());
  }

  ListenableFuture<? extends Message> unlock(String key) {
    return locks.unlock(UnlockRequest.newBuilder().setKey(bytes(key)).build());
  }

  ListenableFuture<CampaignResponse> campaign(String name, long lease, String value) {
    return elections.campaign(
        CampaignRequest.newBuilder()
            .setName(bytes(name))
            .setLease(lease)
            .setValue(bytes(value))
            .build());
  }

  ListenableFuture<? extends Message> proclaim(LeaderKey leader, String value) {
    ProclaimRequest.Builder request = ProclaimRequest.newBuilder().setValue(bytes(value));
    return elections.proclaim(leader == null ? request.build() : request.setLeader(leader).build());
  }

  ListenableFuture<? extends Message> resign(LeaderKey leader) {
    ResignRequest.Builder request = ResignRequest.newBuilder();
    return elections.resign(leader == null ? request.build() : request.setLeader(leader).build());
  }

  ListenableFuture<? extends Message> leader(String name) {
    return elections.leader(LeaderRequest.newBuilder().setName(bytes(name)).build());
  }

  Iterator<LeaderResponse> observe(String name) {
    return observers
        .withDeadlineAfter(SECONDS_MAX, TimeUnit.SECONDS)
        .observe(LeaderRequest.newBuilder().setName(bytes(name)).build());
  }

  RangeResponse keysBelow(String prefix) {
    byte[] end =
        (prefix.substring(0, prefix.length() - 1) + "0")
            .getBytes(StandardCharsets.UTF_8); // '0' follows '/'
    return kv.range(
        RangeRequest.newBuilder()
            .setKey(bytes(prefix))
            .setRangeEnd(ByteString.copyFrom(end))
            .build());
  }

  /** Waits until the number of keys below a prefix is right: somebody has entered, or left. */
  void awaitKeys(String prefix, IntPredicate right) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!right.test(keysBelow(prefix).getKvsCount())) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("never so many keys below " + prefix);
      }
    }
  }

  /** Writes an answer down, without what differs between any two clusters. */
  <T extends Message> T note(String what, ListenableFuture<T> call) {
    try {
      T answer = call.get(SECONDS_MAX, TimeUnit.SECONDS);
      note(what, () -> answer);
      return answer;
    } catch (ExecutionException e) {
      Status status = Status.fromThrowable(e.getCause());
      seen.add(what + ": " + status.getCode() + " " + status.getDescription());
      return null;
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("no answer to " + what, e);
    }
  }

  void note(String what, Supplier<? extends Message> answer) {
    String text =
        answer
            .get()
            .toString()
            .replaceAll("(cluster_id|member_id|raft_term): -?\\d+\n", "")
            .replaceAll("\\s+", " ");
    seen.add(what + ": " + text);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
