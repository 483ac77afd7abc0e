package dev.balsa.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much is logged can be changed while the process runs. */
class ServerLoggingTest {

  private static final String OURS = "dev.balsa.server.logging.ServerLoggingTest";

  private final Logger root = Logger.getLogger("");
  private Handler[] handlers;
  private Level level;

  @BeforeEach
  void remember() {
    handlers = root.getHandlers();
    level = root.getLevel();
  }

  @AfterEach
  void putBack() {
    List.of(root.getHandlers()).forEach(root::removeHandler);
    List.of(handlers).forEach(root::addHandler);
    root.setLevel(level);
  }

  @Test
  void theLevelCountsFromTheNextMessageOn() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Logger ours = Logger.getLogger(OURS);
    Logger library = Logger.getLogger("io.grpc.Some");
    try (ServerLogging logging = ServerLogging.install("info", false, out)) {
      ours.fine("one");
      ours.info("two");
      library.info("three");
      logging.set("DEBUG");
      assertEquals("debug", logging.get());
      ours.fine("four");
      library.info("five");
      library.warning("six");
      logging.set("error");
      ours.warning("seven");
      library.warning("eight");
      ours.severe("nine");
      assertThrows(IllegalArgumentException.class, () -> logging.set("loud"));
      assertEquals("error", logging.get());
      logging.set("fatal");
      ours.severe("ten");
      logging.fatal("eleven");
      logging.set("info"); // what a library's loggers keep
    }
    assertEquals(
        List.of("two", "four", "six", "nine", "eleven"),
        out.toString(StandardCharsets.UTF_8)
            .lines()
            .filter(
                line ->
                    line.contains("ServerLoggingTest")
                        || line.contains("grpc/Some")
                        || line.contains("eleven"))
            .map(line -> line.replaceAll(".*\"msg\":\"([a-z]+)\".*", "$1"))
            .toList());
  }

  /** What gRPC warns of for every call that a client has under way when it goes away. */
  @Test
  void aClientThatGoesAwayWithItsCallsUnderWayIsWorthNoLine() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Logger streams = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");
    try (ServerLogging logging = ServerLogging.install("info", false, out)) {
      streams.warning("Stream Error");
      streams.warning("Exception in onHeadersRead()");
      logging.set("debug");
      streams.warning("Stream Error");
      logging.set("info");
    }
    assertEquals(
        List.of("Exception in onHeadersRead()", "Stream Error"),
        out.toString(StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.contains("NettyServerHandler"))
            .map(line -> line.replaceAll(".*\"msg\":\"([^\"]+)\".*", "$1"))
            .toList());
  }
}
