package dev.balsa.server.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.node.OutgoingSnapshot;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SnapshotSendingTest {
  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();

  @Test
  void aTickBeforeTheCallBeganSendsNothing() throws InterruptedException {
    try (SystemEnvironment environment = new SystemEnvironment("test")) {
      SnapshotSending sending =
          new SnapshotSending(
              message(),
              new EmptyCopy(),
              null,
              new Metrics().network,
              environment,
              new Recording(),
              over -> {});
      sending.tick(environment.clock().nanoTime());
      CountDownLatch later = new CountDownLatch(1);
      environment.execute(later::countDown); // tasks are taken in order
      later.await();
      sending.start(new Greeting(Greeting.PROTOCOL, 1, 2, 3, List.of()));
      assertEquals(
          List.of("start", "send", "send", "end"),
          List.of(done.take(), done.take(), done.take(), done.take()));
    }
  }

  private static Message message() {
    return new Message(
        MessageType.SNAPSHOT, 2, 3, 1, 0, 0, List.of(), 0, false, 0, 0, SnapshotMark.EMPTY);
  }

  private static final class EmptyCopy implements OutgoingSnapshot {
    @Override
    public SnapshotMark mark() {
      return SnapshotMark.EMPTY;
    }

    @Override
    public long sizeBytes() {
      return 0;
    }

    @Override
    public byte[] next(int maxBytes) {
      return null;
    }

    @Override
    public void close() {}
  }

  /** Remembers what is done to its only call. */
  private final class Recording extends ManagedChannel {
    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      return new ClientCall<>() {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          done.add("start");
        }

        @Override
        public void request(int messages) {}

        @Override
        public void cancel(String reason, Throwable cause) {
          done.add("cancel");
        }

        @Override
        public void halfClose() {
          done.add("end");
        }

        @Override
        public void sendMessage(Q message) {
          done.add("send");
        }
      };
    }

    @Override
    public String authority() {
      return "nowhere";
    }

    @Override
    public ManagedChannel shutdown() {
      return this;
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public ManagedChannel shutdownNow() {
      return this;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
