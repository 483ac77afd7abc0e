package dev.balsa.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseKeepAliveRequest;
import dev.balsa.api.LeaseKeepAliveResponse;
import dev.balsa.api.PutRequest;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.api.WatchGrpc;
import dev.balsa.api.WatchRequest;
import dev.balsa.api.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of this JVM that shut down the threads on which they want to be called. */
@Timeout(120)
class GoneExecutorTest {

  private static final class Said<T> implements StreamObserver<T> {
    final BlockingQueue<T> messages = new LinkedBlockingQueue<>();

    @Override
    public void onNext(T message) {
      messages.add(message);
    }

    @Override
    public void onError(Throwable cause) {
      // the client has gone
    }

    @Override
    public void onCompleted() {
      // likewise
    }
  }

  private static PutRequest put(String value) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8("a"))
        .setValue(ByteString.copyFromUtf8(value))
        .build();
  }

  /** Does what the client's own side may refuse, as its executor does not take it any more. */
  private static void attempt(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      assertTrue(cause instanceof RejectedExecutionException, e.toString());
    }
  }

  @Test
  void doNotTakeTheMemberWithThem() throws Exception {
    try (EmbeddedBalsa balsa = EmbeddedBalsa.start()) {
      ExecutorService pool = Executors.newSingleThreadExecutor();
      ManagedChannel gone = balsa.member(0).channelBuilder().executor(pool).build();
      Said<WatchResponse> watch = new Said<>();
      WatchGrpc.newStub(gone)
          .watch(watch)
          .onNext(
              WatchRequest.newBuilder()
                  .setCreateRequest(
                      WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")))
                  .build());
      assertTrue(watch.messages.take().getCreated());
      Said<LeaseKeepAliveResponse> alive = new Said<>();
      StreamObserver<LeaseKeepAliveRequest> renewals =
          LeaseGrpc.newStub(gone).leaseKeepAlive(alive);
      long lease =
          LeaseGrpc.newBlockingStub(gone)
              .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(600).build())
              .getID();
      renewals.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
      assertEquals(lease, alive.messages.take().getID());
      KVGrpc.KVFutureStub kv = KVGrpc.newFutureStub(gone);
      pool.shutdownNow();
      assertTrue(pool.awaitTermination(60, TimeUnit.SECONDS));

      attempt(
          () -> {
            var unused = kv.put(put("1")); // nobody will be told
          });
      attempt(() -> renewals.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build()));
      for (int i = 2; i < 20; i++) { // each an event for nobody
        balsa.client().kv().put("a", "" + i).await();
      }
      assertEquals("19", balsa.client().kv().get("a").await().orElseThrow().valueText());
      attempt(gone::shutdownNow);
    }
  }
}
