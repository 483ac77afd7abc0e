package dev.balsa.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Each line of the log names the line of code that it comes from. */
class CallerTest {

  private static final class Lines extends Handler {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void publish(LogRecord record) {
      lines.add(LineHandler.lineOf(LineFormat.JSON, record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void theFileAndTheLineAreThoseOfWhoSpeaks() {
    Lines seen = new Lines();
    Logger logger = Logger.getLogger(CallerTest.class.getName());
    logger.setUseParentHandlers(false);
    logger.addHandler(seen);
    try {
      Log log = Log.of(CallerTest.class);
      int line = new Throwable().getStackTrace()[0].getLineNumber();
      log.info("one");
      Runnable later = () -> log.warn("two", new IllegalStateException("why"));
      later.run();
      logger.info("a library's own");
      List<String> callers =
          seen.lines.stream()
              .map(each -> each.replaceAll(".*\"caller\":\"([^\"]*)\".*\\R?", "$1"))
              .toList();
      assertEquals(
          List.of(
              "logging/CallerTest.java:" + (line + 1),
              "logging/CallerTest.java:" + (line + 2),
              "logging/CallerTest"),
          callers);
      assertTrue(seen.lines.get(0).contains("\"msg\":\"one\""), seen.lines.get(0));
    } finally {
      logger.removeHandler(seen);
    }
  }
}
