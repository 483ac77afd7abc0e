package dev.balsa.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Get;
import dev.balsa.embedded.EmbeddedBalsa;
import dev.balsa.embedded.EmbeddedMember;
import dev.balsa.embedded.Faults;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;

/** A server that all tests of a class share. */
@BalsaTest(shared = true, members = 3)
class SharedServerTest {

  private final EmbeddedBalsa given;

  SharedServerTest(EmbeddedBalsa given) {
    this.given = given;
  }

  @RepeatedTest(2)
  void theNextTestFindsItEmptyAndWhole(EmbeddedBalsa balsa, BalsaClient client, Faults faults) {
    assertSame(given, balsa);
    assertEquals(List.of(), client.kv().get(Get.prefix("")).await().kvs());
    assertEquals(List.of(), client.leases().list().await());
    assertTrue(balsa.members().stream().allMatch(EmbeddedMember::isRunning));
    client.kv().put("a", "1").await();
    client.leases().grantUnattended(Duration.ofMinutes(1)).await();
    balsa.member(2).stop();
    faults.cut(balsa.member(0), balsa.member(1));
    faults.pause(balsa.member(1));
  }
}
