package dev.balsa.client.discovery;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Get;
import dev.balsa.client.KeyRange;
import dev.balsa.client.KeyValue;
import dev.balsa.client.recipes.KeyRangeCache;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Registers and finds endpoints of services. Thread-safe.
 *
 * <pre>{@code
 * Discovery discovery = new Discovery(client);
 * ServiceEndpoint here = ServiceEndpoint.at("10.0.0.7:8080");
 * discovery.register("cart", here, Duration.ofSeconds(10))
 *     .thenAccept(registration -> stopWith(registration));
 * discovery.list("cart").thenAccept(endpoints -> show(endpoints));
 * }</pre>
 */
public final class Discovery {

  private final BalsaClient client;

  /** Over this client, which must outlive what is made here. */
  public Discovery(BalsaClient client) {
    this.client = client;
  }

  /**
   * Registers an endpoint until the registration is closed, or its process ends; registers it again
   * whenever its lease was lost.
   *
   * @param ttl how long the endpoint stays after its process died
   */
  public CompletionStage<Registration> register(
      String service, ServiceEndpoint endpoint, Duration ttl) {
    return new Registration(client, prefix(service) + endpoint.name(), endpoint, ttl).begin();
  }

  /** The endpoints that are registered now, by name. */
  public CompletionStage<List<ServiceEndpoint>> list(String service) {
    String prefix = prefix(service);
    return client
        .kv()
        .get(Get.prefix(prefix))
        .thenApply(found -> endpoints(prefix, found.kvs().stream().toList()));
  }

  /** The endpoints one after the other, as they come and go. */
  public RoundRobin balance(String service) {
    return new RoundRobin(follow(service), prefix(service));
  }

  KeyRangeCache follow(String service) {
    return KeyRangeCache.follow(client, KeyRange.prefix(prefix(service)));
  }

  static String prefix(String service) {
    return service + "/";
  }

  static List<ServiceEndpoint> endpoints(String prefix, List<KeyValue> kvs) {
    return kvs.stream()
        .map(kv -> ServiceEndpoint.parse(kv.keyText().substring(prefix.length()), kv.valueText()))
        .flatMap(Optional::stream)
        .toList();
  }
}
