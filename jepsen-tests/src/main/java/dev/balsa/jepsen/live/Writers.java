package dev.balsa.jepsen.live;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.PutResponse;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Concurrent clients that put keys nobody ever puts again, until they are told to stop or the
 * server is gone, and remember which revision each acknowledgement named.
 */
final class Writers {
  private static final int SECONDS_MAX = 60;

  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final AtomicLong attempts = new AtomicLong();
  private final Semaphore acknowledgements = new Semaphore(0);
  private final List<Thread> threads = new ArrayList<>();
  private final ManagedChannel connection;
  private volatile boolean stopped;

  /** Starts so many writers; the round makes their keys unique. */
  Writers(int clientPort, int round, int count) {
    connection =
        NettyChannelBuilder.forAddress("127.0.0.1", clientPort)
            .usePlaintext()
            .directExecutor()
            .build();
    for (int writer = 0; writer < count; writer++) {
      String prefix = "w/" + round + "/" + writer + "/";
      Thread thread = new Thread(() -> write(prefix), "writer-" + writer);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void write(String prefix) {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(connection);
    for (int i = 0; !stopped; i++) {
      String key = prefix + i;
      PutRequest put =
          PutRequest.newBuilder()
              .setKey(ByteString.copyFromUtf8(key))
              .setValue(ByteString.copyFromUtf8(key))
              .build();
      attempts.incrementAndGet();
      try {
        PutResponse response = kv.put(put);
        acknowledged.put(key, response.getHeader().getRevision());
        acknowledgements.release();
      } catch (StatusRuntimeException e) {
        return;
      }
    }
  }

  /** Waits for so many acknowledgements since the start. */
  void awaitAcknowledged(int count) throws InterruptedException {
    if (!acknowledgements.tryAcquire(count, SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new AssertionError(
          "fewer than " + count + " puts acknowledged within " + SECONDS_MAX + " s");
    }
  }

  /** Puts that were sent. */
  long attempts() {
    return attempts.get();
  }

  /**
   * Waits until all writers have noticed that the server is gone; key to revision of every
   * acknowledged put.
   */
  Map<String, Long> acknowledgedAtTheEnd() throws InterruptedException {
    stopped = true;
    connection.shutdownNow();
    for (Thread thread : threads) {
      thread.join();
    }
    return acknowledged;
  }
}
