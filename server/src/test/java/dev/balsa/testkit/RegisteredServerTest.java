package dev.balsa.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.balsa.embedded.EmbeddedBalsa;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers that somebody built, for a class and for each test. */
class RegisteredServerTest {

  /** One for the class. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OfTheClass {

    @RegisterExtension
    final BalsaExtension server = new BalsaExtension(EmbeddedBalsa.builder().breakable());

    private EmbeddedBalsa first;

    @BeforeAll
    void remember(EmbeddedBalsa balsa) {
      first = balsa;
    }

    @RepeatedTest(2)
    void itIsTheSameAndEmpty(EmbeddedBalsa balsa) {
      assertSame(first, balsa);
      assertEquals(0, balsa.client().kv().get("a").await().stream().count());
      balsa.client().kv().put("a", "1").await();
    }
  }

  /** One for each test. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_METHOD)
  class OfTheTest {

    @RegisterExtension final BalsaExtension server = new BalsaExtension(EmbeddedBalsa.builder());

    @RepeatedTest(2)
    void itIsNew(EmbeddedBalsa balsa) {
      assertEquals(2, balsa.client().kv().put("a", "1").await().revision());
      assertNotSame(server, balsa);
    }
  }
}
