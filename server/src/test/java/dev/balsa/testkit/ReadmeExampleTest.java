package dev.balsa.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Lease;
import dev.balsa.client.Put;
import dev.balsa.embedded.EmbeddedBalsa;
import dev.balsa.embedded.Faults;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the README shows of servers in a test, as it runs. */
class ReadmeExampleTest {

  @Test
  void oneLine() {
    // the example
    try (EmbeddedBalsa balsa = EmbeddedBalsa.start()) {
      balsa.client().kv().put("greeting", "hello").await();
      assertEquals("hello", balsa.client().kv().get("greeting").await().get().valueText());
    }
    // end of the example
  }
}

// the example
@BalsaTest(members = 3)
class OrdersTest {

  @Test
  void ordersOutliveTheLeader(BalsaClient client, EmbeddedBalsa balsa, Faults faults) {
    client.kv().put("order/1", "paid").await();
    faults.kill(balsa.leader().orElseThrow());
    client.kv().put(Put.of("order/2", "paid").idempotent()).await();
    assertEquals("paid", client.kv().get("order/1").await().orElseThrow().valueText());
  }

  @Test
  void aWorkerThatIsGoneIsForgotten(BalsaClient client, Faults faults) {
    Lease lease = client.leases().grant(Duration.ofMinutes(10)).await();
    lease.put("workers/7", "alive").await();
    faults.expireLease(lease.id());
    assertFalse(client.kv().get("workers/7").await().isPresent());
  }
}
// end of the example
