package dev.balsa.server.client;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.KeyRange;
import dev.balsa.client.recipes.KeyRangeCache;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Follows a configuration. */
final class ConfigWatchExample {

  private ConfigWatchExample() {}

  static List<String> run(String endpoint) throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    // the example
    try (BalsaClient client = BalsaClient.connect(endpoint);
        KeyRangeCache config = KeyRangeCache.follow(client, KeyRange.prefix("config/"))) {
      config.ready().toCompletableFuture().join();
      config.listen(
          (key, before, after) ->
              seen.add(after.map(kv -> key + "=" + kv.valueText()).orElse(key + " gone")));

      client.kv().put("config/limit", "20").await();
      client.kv().delete("config/limit").await();
      return List.of(next(seen), next(seen), next(seen));
    }
    // end of the example
  }

  private static String next(BlockingQueue<String> seen) throws InterruptedException {
    return seen.poll(20, TimeUnit.SECONDS);
  }
}
