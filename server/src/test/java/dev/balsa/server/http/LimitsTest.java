package dev.balsa.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.api.ApiServices;
import dev.balsa.server.api.ApiSettings;
import dev.balsa.server.api.BundleMark;
import dev.balsa.server.api.DirectReplica;
import dev.balsa.server.metrics.Metrics;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What one connection may hold, and for how long, and how many there may be. */
class LimitsTest {

  private static final int SETTINGS_FRAME = 4;
  private static final int MAX_CONCURRENT_STREAMS = 3;
  private static final int MAX_HEADER_LIST_SIZE = 6;

  @Test
  void aRequestThatTricklesInIsCutOffInTheEnd() {
    EmbeddedChannel connection = frozen(new HttpTimeouts());
    for (int i = 0; i < 29; i++) {
      after(connection, 1_000);
      connection.writeInbound(Unpooled.wrappedBuffer(new byte[] {'G'}));
      assertTrue(connection.isOpen(), "after " + i + " s");
    }
    after(connection, 1_000);
    assertFalse(connection.isOpen());
    connection.finishAndReleaseAll();
  }

  @Test
  void aRequestThatIsServedIsNotTimedAndAnIdleConnectionLasts() {
    HttpTimeouts timeouts = new HttpTimeouts();
    EmbeddedChannel connection = frozen(timeouts);
    timeouts.requestArrived();
    after(connection, 10 * HttpTimeouts.IDLE_MILLIS);
    assertTrue(connection.isOpen(), "a watch goes on for as long as it likes");
    timeouts.answered(connection.pipeline().context(timeouts));
    after(connection, HttpTimeouts.IDLE_MILLIS - 1);
    assertTrue(connection.isOpen());
    after(connection, 1);
    assertFalse(connection.isOpen());
    connection.finishAndReleaseAll();
  }

  private static EmbeddedChannel frozen(HttpTimeouts timeouts) {
    EmbeddedChannel connection = new EmbeddedChannel();
    connection.freezeTime();
    connection.pipeline().addLast(timeouts);
    return connection;
  }

  private static void after(EmbeddedChannel connection, long millis) {
    connection.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    connection.runScheduledPendingTasks();
  }

  @Test
  void aConnectionMoreThanThereAreDescriptorsForIsNotAdmitted() {
    Connections connections = new Connections(() -> 1_000);
    for (int i = 0; i < 1_000 - Connections.RESERVED_DESCRIPTORS; i++) {
      assertTrue(connections.admit(), "connection " + i);
    }
    assertFalse(connections.admit());
    connections.gone(); // the one that was refused
    connections.gone();
    assertTrue(connections.admit());
    Connections few = new Connections(() -> 64);
    assertTrue(few.admit(), "some are admitted however few descriptors there are");
  }

  @Test
  void aClientIsToldHowManyStreamsAndHowLongHeadersItMaySend() throws IOException {
    Metrics metrics = new Metrics();
    try (DirectReplica replica = new DirectReplica();
        ClientPort port =
            ClientPort.open(
                ListenSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .withMaxConcurrentStreams(17),
                new ApiServices(
                    replica,
                    ApiSettings.DEFAULT,
                    metrics,
                    System::nanoTime,
                    new BundleMark(new SecureRandom())),
                new HttpPages(replica, ApiSettings.DEFAULT, metrics))) {
      Map<Integer, Integer> told = settingsOf(port.addresses().get(0).getPort());
      assertEquals(17, told.get(MAX_CONCURRENT_STREAMS));
      assertTrue(told.get(MAX_HEADER_LIST_SIZE) > 0 && told.get(MAX_HEADER_LIST_SIZE) <= 1 << 20);
    }
    try (ServerFixture boundless = new ServerFixture()) {
      Map<Integer, Integer> told = settingsOf(boundless.address().getPort());
      assertEquals(ServerMaker.MAX_STREAMS, told.get(MAX_CONCURRENT_STREAMS));
    }
  }

  /** The first frame that a server sends. */
  private static Map<Integer, Integer> settingsOf(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
                  .getBytes(StandardCharsets.ISO_8859_1));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
      assertEquals(SETTINGS_FRAME, in.readUnsignedByte());
      in.skipNBytes(1 + 4);
      Map<Integer, Integer> settings = new HashMap<>();
      for (int read = 0; read < length; read += 6) {
        int name = in.readUnsignedShort();
        settings.put(name, in.readInt());
      }
      return settings;
    }
  }
}
