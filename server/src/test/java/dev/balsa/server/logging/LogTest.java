package dev.balsa.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

class LogTest {

  @Test
  void anEmbedderSeesMessagesWhereTheApplicationLogs() {
    List<String> seen = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            seen.add(record.getLevel() + " " + new SimpleFormatter().formatMessage(record));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(LogTest.class.getName());
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    try {
      Log log = Log.of(LogTest.class);
      log.info("it's {0} done", "term", 5L);
      log.error("cannot", new IllegalStateException("full"), "file", "x");
      log.debug("not shown");
    } finally {
      logger.removeHandler(handler);
    }
    assertEquals(
        List.of(
            "INFO it's {0} done term=5",
            "SEVERE cannot file=x error=java.lang.IllegalStateException: full"),
        seen);
  }

  @Test
  void aKeyNeedsAValue() {
    assertThrows(IllegalArgumentException.class, () -> Log.of(LogTest.class).warn("odd", "key"));
  }
}
