package dev.balsa.server.client;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.discovery.Discovery;
import dev.balsa.client.discovery.Registration;
import dev.balsa.client.discovery.RoundRobin;
import dev.balsa.client.discovery.ServiceEndpoint;
import java.time.Duration;

/** Registers a service and finds it. */
final class ServiceDiscoveryExample {

  private ServiceDiscoveryExample() {}

  static String run(String endpoint) {
    // the example
    try (BalsaClient client = BalsaClient.connect(endpoint)) {
      Discovery discovery = new Discovery(client);
      ServiceEndpoint here = ServiceEndpoint.at("10.0.0.7:8080");
      Duration afterDeath = Duration.ofSeconds(10);
      try (Registration mine =
              discovery.register("cart", here, afterDeath).toCompletableFuture().join();
          RoundRobin cart = discovery.balance("cart").ready().toCompletableFuture().join()) {
        ServiceEndpoint found = cart.next().orElseThrow();
        return found.equals(mine.endpoint()) ? found.address() : "somebody else";
      }
    }
    // end of the example
  }
}
