package dev.balsa.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.InvalidRequestException;
import dev.balsa.client.Put;
import dev.balsa.client.Txn;
import dev.balsa.embedded.EmbeddedBalsa;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What a test gets that asks for nothing special. */
@BalsaTest(flags = "max-txn-ops=1")
class FreshServerTest {

  private EmbeddedBalsa before;

  @BeforeEach
  void prepare(EmbeddedBalsa balsa) {
    before = balsa;
    balsa.client().kv().put("prepared", "yes").await();
  }

  @AfterEach
  void lookOnceMore(EmbeddedBalsa balsa) {
    assertSame(before, balsa);
  }

  @RepeatedTest(2)
  void everyTestBeginsAtTheFirstRevision(BalsaClient client, EmbeddedBalsa balsa) {
    assertSame(before, balsa);
    assertEquals(3, client.kv().put("a", "1").await().revision());
  }

  @Test
  void flagsCount(BalsaClient client) {
    Txn two = Txn.of(Put.of("a", "1"), Put.of("b", "2"));
    assertThrows(InvalidRequestException.class, () -> client.kv().commit(two).await());
  }

  @Nested
  class InAnotherClass {

    @Test
    void theServerIsThatOfTheTest(
        @BalsaTest.Endpoints List<String> endpoints, EmbeddedBalsa balsa) {
      assertSame(before, balsa);
      try (BalsaClient outside = BalsaClient.connect(endpoints.get(0))) {
        assertEquals("yes", outside.kv().get("prepared").await().orElseThrow().valueText());
      }
    }
  }
}
