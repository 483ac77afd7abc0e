package dev.balsa.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.balsa.api.RangeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMessagesTest {

  private static String complaint(String body) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> JsonMessages.parse(body, RangeRequest.getDefaultInstance(), 9))
        .getMessage();
  }

  @Test
  void saysWhatGoSaysOfBodiesThatEndTooEarlyAndBytesThatAreNone() {
    assertEquals("unexpected EOF", complaint("{\"key\":"));
    assertEquals("illegal base64 data", complaint("{\"key\":\"?\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{]",
        "{\"key\" \"a\"}",
        "}",
        "[1",
        "5",
        "\"text\"",
        "{\"key\":\"YQ==\"} {",
        "{\"limit\":\"many\"}",
        "{\"limit\":{}}",
        "{\"serializable\":\"perhaps\"}",
        "{\"key\":7.5}",
        "{\"key\":\"a",
      })
  void namesNoClass(String body) {
    String words = complaint(body);
    assertFalse(words.matches("(?s).*(java[.]|com[.]google|Exception|JsonReader).*"), words);
    assertFalse(words.isBlank() || words.equals("null"), "something has to be said");
  }
}
