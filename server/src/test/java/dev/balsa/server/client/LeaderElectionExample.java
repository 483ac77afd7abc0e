package dev.balsa.server.client;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Leadership;
import dev.balsa.client.Lease;
import dev.balsa.client.Put;
import dev.balsa.client.Reply;
import dev.balsa.client.Txn;
import java.time.Duration;
import java.util.List;

/** Elects a leader. */
final class LeaderElectionExample {

  private LeaderElectionExample() {}

  static List<String> run(String endpoint) {
    // the example
    try (BalsaClient client = BalsaClient.connect(endpoint);
        Lease a = client.leases().grant(Duration.ofSeconds(10)).await();
        Lease b = client.leases().grant(Duration.ofSeconds(10)).await()) {
      Leadership first = client.elections().campaign("boss", a, "a leads").await();
      Reply<Leadership> second = client.elections().campaign("boss", b, "b leads");

      // What only a leader may do, it does under the condition that it still is one.
      client.kv().commit(Txn.when(first.held()).then(Put.of("state", "by a"))).await();
      String one = client.elections().leader("boss").await().orElseThrow().valueText();

      first.resign().await();
      second.await();
      String two = client.elections().leader("boss").await().orElseThrow().valueText();
      return List.of(one, two);
    }
    // end of the example
  }
}
