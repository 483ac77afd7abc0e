package dev.balsa.tools.bench.compare;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.api.TxnResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Fills a server with new keys as fast as transactions can: as many puts in each as it allows. */
final class BigTransactions {
  /** etcd's {@code --max-txn-ops}. */
  private static final int PUTS = 128;

  private static final int IN_FLIGHT = 32;

  private BigTransactions() {}

  /**
   * Puts keys {@code restart/0000000000000000} and so on.
   *
   * @throws IOException if one of them failed
   */
  static void fill(String endpoint, long keys, int valueBytes)
      throws IOException, InterruptedException {
    ManagedChannel channel = NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
    try {
      KVGrpc.KVFutureStub kv = KVGrpc.newFutureStub(channel);
      ByteString value = ByteString.copyFrom(new byte[valueBytes]);
      Semaphore room = new Semaphore(IN_FLIGHT);
      AtomicReference<Throwable> failure = new AtomicReference<>();
      for (long first = 0; first < keys && failure.get() == null; first += PUTS) {
        room.acquire();
        var answer = kv.txn(txn(first, Math.min(keys, first + PUTS), value));
        answer.addListener(
            () -> {
              note(answer, failure);
              room.release();
            },
            MoreExecutors.directExecutor());
      }
      room.acquire(IN_FLIGHT);
      if (failure.get() != null) {
        throw new IOException("the fill failed: " + failure.get().getMessage(), failure.get());
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private static void note(Future<TxnResponse> answer, AtomicReference<Throwable> failure) {
    try {
      var unused = answer.get();
    } catch (ExecutionException e) {
      failure.compareAndSet(null, e.getCause());
    } catch (InterruptedException e) {
      failure.compareAndSet(null, e);
    }
  }

  private static TxnRequest txn(long first, long end, ByteString value) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (long number = first; number < end; number++) {
      String key = "restart/" + Long.toString(10_000_000_000_000_000L + number).substring(1);
      txn.addSuccess(
          RequestOp.newBuilder()
              .setRequestPut(
                  PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setValue(value)));
    }
    return txn.build();
  }
}
