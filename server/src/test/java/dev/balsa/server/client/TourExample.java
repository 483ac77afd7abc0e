package dev.balsa.server.client;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Compare;
import dev.balsa.client.Get;
import dev.balsa.client.Lease;
import dev.balsa.client.Put;
import dev.balsa.client.Txn;
import dev.balsa.client.Watch;
import dev.balsa.client.WatchEvent;
import dev.balsa.client.WatchIterator;
import java.time.Duration;
import java.util.List;

/** What the client's package page shows. */
final class TourExample {

  private TourExample() {}

  static List<String> run(String endpoint) {
    try (BalsaClient client = BalsaClient.connect(endpoint)) {
      client.kv().put("greeting", "hello").await();
      String greeting = client.kv().get("greeting").await().orElseThrow().valueText();

      Txn once =
          Txn.when(Compare.absent("owner")).then(Put.of("owner", "me")).orElse(Get.key("owner"));
      boolean mine = client.kv().commit(once).await().succeeded();

      try (WatchIterator changes = client.watches().iterate(Watch.prefix("workers/"))) {
        changes.watcher().started().await();
        Lease lease = client.leases().grant(Duration.ofSeconds(10)).await();
        lease.put("workers/7", "alive").await();
        WatchEvent put = changes.next().events().get(0);
        lease.close();
        WatchEvent gone = changes.next().events().get(0);
        return List.of(greeting, "" + mine, put.kv().valueText(), "-" + gone.keyText());
      }
    }
  }
}
