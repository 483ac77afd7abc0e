package dev.balsa.server.tls;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.tls.TestAuthority.Wish;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandshakeGateTest {

  /** How a greeting begins that is announced and never comes. */
  private static final byte[] BEGINNING = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc};

  @TempDir Path directory;

  @Test
  void closesAConnectionWhoseHandshakeIsNotOverAfterTenSecondsAndNotSooner() throws Exception {
    TestAuthority authority = TestAuthority.in(directory, "known");
    TlsPlan.KeyFiles own = authority.issue("server", Wish.of("server", "localhost"));
    TlsPlan plan =
        new TlsPlan(
            "client",
            own,
            own,
            null,
            false,
            null,
            List.of(),
            List.of(),
            false,
            List.of("TLSv1.3", "TLSv1.2"),
            List.of(),
            false);
    EmbeddedChannel connection = new EmbeddedChannel();
    connection.freezeTime();
    connection
        .pipeline()
        .addLast(
            new HandshakeGate(
                TlsServer.open(plan),
                Runnable::run,
                (ctx, session, event) -> {
                  throw new AssertionError("nobody has shaken hands");
                },
                null,
                true));
    connection.writeInbound(Unpooled.wrappedBuffer(BEGINNING));
    connection.advanceTimeBy(9_999, TimeUnit.MILLISECONDS);
    connection.runScheduledPendingTasks();
    assertTrue(connection.isOpen(), "it has a moment left");
    connection.advanceTimeBy(2, TimeUnit.MILLISECONDS);
    connection.runScheduledPendingTasks();
    connection.runPendingTasks();
    assertFalse(connection.isOpen(), "ten seconds are over");
    connection.finishAndReleaseAll();
  }
}
