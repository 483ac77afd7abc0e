package dev.balsa.tools.localcluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LogLineTest {
  @Test
  void keepsTimeLevelMessageAndFieldsAndDropsTheRest() {
    LogLine line =
        LogLine.of(
            "{\"level\":\"warn\",\"ts\":\"2026-01-01T12:31:02.389281Z\",\"caller\":\"peer/X\","
                + "\"msg\":\"cannot reach a member\",\"peer-id\":\"b5\",\"tries\":3}");
    assertEquals("warn", line.level());
    assertEquals("12:31:02.389 warn  cannot reach a member  peer-id=b5  tries=3", line.text());
  }

  @Test
  void leavesAsItIsWhatIsNoLogLine() {
    for (String text : new String[] {"", "plain", "{not json", "{\"a\":1}", "[1]"}) {
      assertEquals(new LogLine("", text), LogLine.of(text));
    }
  }

  @Test
  void shortensLongValues() {
    String value = "x".repeat(1_000);
    LogLine line = LogLine.of("{\"level\":\"info\",\"msg\":\"m\",\"v\":\"" + value + "\"}");
    assertEquals("info  m  v=" + "x".repeat(160) + "...", line.text());
  }
}
