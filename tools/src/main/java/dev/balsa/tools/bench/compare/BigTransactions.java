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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Fills a server with new keys as fast as transactions can: as many puts in each as it allows. */
public final class BigTransactions {
  /** etcd's {@code --max-txn-ops}. */
  private static final int PUTS = 128;

  private static final int IN_FLIGHT = 32;

  /** What the keys of {@link #fill(String, long, int)} begin with. */
  static final String PREFIX = "restart/";

  private BigTransactions() {}

  /** Digits of a key behind its prefix. */
  public static final int DIGITS = 16;

  /** Puts keys {@code restart/0000000000000000} and so on, once. */
  static void fill(String endpoint, long keys, int valueBytes)
      throws IOException, InterruptedException {
    var unused = fill(endpoint, PREFIX, 0, keys, 1, valueBytes);
  }

  /**
   * Puts keys: a prefix and {@link #DIGITS} digits.
   *
   * @param from number of the first key
   * @param to number after that of the last
   * @param rounds how often each is put, all of them between two puts of one
   * @return the newest revision
   * @throws IOException if one of them failed
   */
  public static long fill(
      String endpoint, String prefix, long from, long to, long rounds, int valueBytes)
      throws IOException, InterruptedException {
    ManagedChannel channel = NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
    try {
      KVGrpc.KVFutureStub kv = KVGrpc.newFutureStub(channel);
      ByteString value = ByteString.copyFrom(new byte[valueBytes]);
      Semaphore room = new Semaphore(IN_FLIGHT);
      AtomicReference<Throwable> failure = new AtomicReference<>();
      AtomicLong newest = new AtomicLong();
      for (long round = 0; round < rounds; round++) {
        for (long first = from; first < to && failure.get() == null; first += PUTS) {
          room.acquire();
          var answer = kv.txn(txn(prefix, first, Math.min(to, first + PUTS), value));
          answer.addListener(
              () -> {
                note(answer, failure, newest);
                room.release();
              },
              MoreExecutors.directExecutor());
        }
      }
      room.acquire(IN_FLIGHT);
      if (failure.get() != null) {
        throw new IOException("the fill failed: " + failure.get().getMessage(), failure.get());
      }
      return newest.get();
    } finally {
      channel.shutdownNow();
    }
  }

  private static void note(
      Future<TxnResponse> answer, AtomicReference<Throwable> failure, AtomicLong newest) {
    try {
      newest.accumulateAndGet(answer.get().getHeader().getRevision(), Math::max);
    } catch (ExecutionException e) {
      failure.compareAndSet(null, e.getCause());
    } catch (InterruptedException e) {
      failure.compareAndSet(null, e);
    }
  }

  private static TxnRequest txn(String prefix, long first, long end, ByteString value) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (long number = first; number < end; number++) {
      String key = prefix + Long.toString(10_000_000_000_000_000L + number).substring(1);
      txn.addSuccess(
          RequestOp.newBuilder()
              .setRequestPut(
                  PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setValue(value)));
    }
    return txn.build();
  }
}
