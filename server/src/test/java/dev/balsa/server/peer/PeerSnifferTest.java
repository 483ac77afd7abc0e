package dev.balsa.server.peer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long, and how often, somebody may be connected to the peer port without being a member. */
class PeerSnifferTest {

  private final PeerConnections connections = new PeerConnections();

  private EmbeddedChannel connection() {
    EmbeddedChannel connection = new EmbeddedChannel();
    connection.freezeTime();
    connection
        .pipeline()
        .addLast(new PeerSniffer(null, connections, () -> new ChannelHandlerAdapter() {}));
    return connection;
  }

  private static void send(EmbeddedChannel connection, String text) {
    connection.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private static void pass(EmbeddedChannel connection, long millis) {
    connection.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    connection.runScheduledPendingTasks();
  }

  @Test
  void whoeverAsksHalfAQuestionOrNothingIsCutOff() {
    for (String sent : new String[] {"", "PR", "GET /members HTTP/1.1\r\n"}) {
      EmbeddedChannel connection = connection();
      send(connection, sent);
      pass(connection, PeerSniffer.DECIDE_MILLIS - 1);
      assertTrue(connection.isOpen(), sent);
      pass(connection, 1);
      assertFalse(connection.isOpen(), sent);
    }
  }

  @Test
  void aMemberStaysForAsLongAsItLikes() {
    EmbeddedChannel connection = connection();
    connection.pipeline().fireUserEventTriggered("negotiation");
    send(connection, "PRI * HTTP/2.0\r\n");
    pass(connection, 100 * PeerSniffer.DECIDE_MILLIS);
    assertTrue(connection.isOpen());
    connection.finishAndReleaseAll();
  }

  @Test
  void moreThanThePortTakesAreClosedUntilOthersEnd() {
    EmbeddedChannel first = connection();
    for (int i = 1; i < PeerConnections.MAX_OPEN; i++) {
      connections.admit();
    }
    assertFalse(connection().isOpen());
    assertTrue(first.isOpen());
    assertTrue(first.close().awaitUninterruptibly().isSuccess());
    assertTrue(connection().isOpen());
  }
}
