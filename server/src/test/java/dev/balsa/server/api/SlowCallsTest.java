package dev.balsa.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.CompactionRequest;
import dev.balsa.api.KVGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A crowd makes all calls slow; telling of each would make them slower still. */
final class SlowCallsTest {
  private static final long LIMIT = 300_000_000L;

  private static boolean isFull(Runnable task) {
    return false;
  }

  /** The server's lines about slow calls, as they are written. */
  private static final class Lines extends Handler {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void publish(LogRecord line) {
      lines.add(String.valueOf(line.getParameters()[0]));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** A call of which no more is asked than where it came from. */
  private static final class NobodysCall extends ServerCall<byte[], byte[]> {
    @Override
    public void request(int numMessages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(byte[] message) {}

    @Override
    public void close(Status status, Metadata trailers) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<byte[], byte[]> getMethodDescriptor() {
      throw new IllegalStateException("nobody asks");
    }
  }

  private static void tell(Predicate<Runnable> background) {
    byte[] request = CompactionRequest.newBuilder().setRevision(42).build().toByteArray();
    new SlowCalls(KVGrpc.getCompactMethod(), LIMIT, background)
        .tell(new NobodysCall(), LIMIT + 1, List.of(), request, request.length, 7);
  }

  @Test
  void theThreadThatEndsACallDoesNotSpellItsRequestOut() {
    Lines written = new Lines();
    Logger logger = Logger.getLogger("dev.balsa.server.api");
    logger.addHandler(written);
    List<Runnable> tasks = new ArrayList<>();
    try {
      tell(tasks::add);
      assertEquals(List.of(), written.lines, "it is the member's own thread, and others wait");
      tasks.forEach(Runnable::run);
      assertTrue(written.lines.get(0).contains("revision:42"), written.lines::toString);
      tell(SlowCallsTest::isFull);
      assertEquals(
          2, written.lines.size(), "told without the request where the background is full");
      assertFalse(written.lines.get(1).contains("revision:42"), written.lines::toString);
    } finally {
      logger.removeHandler(written);
    }
  }

  @Test
  void ofACrowdOfSlowCallsSomeAreToldInEverySecond() {
    SlowCalls slow = new SlowCalls(KVGrpc.getPutMethod(), LIMIT, SlowCallsTest::isFull);
    int told = 0;
    for (int i = 0; i < 16_000; i++) {
      told += slow.isTold(LIMIT + 1, 1_000 + i) ? 1 : 0;
    }
    assertEquals(100 + 159, told);
    assertTrue(slow.isTold(LIMIT + 1, 2_000_000_000L), "a second later");
  }

  @Test
  void quickCallsAreNotToldNorCounted() {
    SlowCalls slow = new SlowCalls(KVGrpc.getPutMethod(), LIMIT, SlowCallsTest::isFull);
    for (int i = 0; i < 1_000; i++) {
      assertFalse(slow.isTold(LIMIT, i));
    }
    assertTrue(slow.isTold(LIMIT + 1, 1_001));
    assertFalse(
        new SlowCalls(KVGrpc.getPutMethod(), 0, SlowCallsTest::isFull).isTold(LIMIT + 1, 5),
        "switched off");
  }
}
