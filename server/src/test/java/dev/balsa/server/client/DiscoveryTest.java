package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.KVGrpc;
import dev.balsa.api.RangeRequest;
import dev.balsa.client.KeyValue;
import dev.balsa.client.discovery.BalsaNameResolverProvider;
import dev.balsa.client.discovery.Discovery;
import dev.balsa.client.discovery.Registration;
import dev.balsa.client.discovery.RoundRobin;
import dev.balsa.client.discovery.ServiceEndpoint;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Services register and are found. */
class DiscoveryTest extends OnEachServer {

  private static final Duration TTL = Duration.ofSeconds(2);

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void anEndpointIsRegisteredInTheLayoutOfEtcd() throws Exception {
    Discovery discovery = new Discovery(client);
    ServiceEndpoint here = ServiceEndpoint.at("10.0.0.7:80").withMetadata("{\"zone\": 1}");
    Registration registration = get(discovery.register("shop/cart", here, TTL));
    KeyValue stored = client.kv().get("shop/cart/10.0.0.7:80").await().orElseThrow();
    assertEquals(
        "{\"Op\":0,\"Addr\":\"10.0.0.7:80\",\"Metadata\":{\"zone\":1}}", stored.valueText());
    client.kv().put("shop/cart/written-by-go", "{\"Op\":0,\"Addr\":\"a:1\"}").await();
    client.kv().put("shop/cart/no-endpoint", "hello").await();
    assertEquals(
        List.of(here, new ServiceEndpoint("written-by-go", "a:1", "null")),
        get(discovery.list("shop/cart")));
    registration.close();
    assertEquals(1, get(discovery.list("shop/cart")).size());
  }

  @Test
  void anEndpointWhoseLeaseIsLostIsRegisteredAgain() throws Exception {
    Discovery discovery = new Discovery(client);
    Registration registration = get(discovery.register("s", ServiceEndpoint.at("a:1"), TTL));
    awaitEveryMember();
    Recorder seen = new Recorder();
    client.watches().listen(dev.balsa.client.Watch.prefix("s/"), seen).started().await();
    client.leases().revoke(client.kv().get("s/a:1").await().orElseThrow().lease()).await();
    List<String> changes = seen.awaitChanges(2);
    assertEquals("-s/a:1", changes.get(0));
    assertTrue(changes.get(1).startsWith("s/a:1="));
    registration.close();
  }

  @Test
  void endpointsAreHandedOutInTurnAsTheyComeAndGo() throws Exception {
    Discovery discovery = new Discovery(client);
    Registration a = get(discovery.register("s", ServiceEndpoint.at("a:1"), TTL));
    Registration b = get(discovery.register("s", ServiceEndpoint.at("b:1"), TTL));
    try (RoundRobin balance = get(discovery.balance("s").ready())) {
      assertEquals("a:1", balance.next().orElseThrow().address());
      assertEquals("b:1", balance.next().orElseThrow().address());
      assertEquals("a:1", balance.next().orElseThrow().address());
      a.close();
      while (balance.all().size() > 1) {
        client.kv().get("turn").await();
      }
      assertEquals("b:1", balance.next().orElseThrow().address());
    }
    b.close();
  }

  @Test
  void aChannelFindsWhatIsRegistered() throws Exception {
    Registration registration =
        get(new Discovery(client).register("kv/store", ServiceEndpoint.at(server.endpoint()), TTL));
    BalsaNameResolverProvider provider = new BalsaNameResolverProvider(client);
    NameResolverRegistry.getDefaultRegistry().register(provider);
    ManagedChannel channel =
        Grpc.newChannelBuilder("etcd:///kv/store", InsecureChannelCredentials.create())
            .defaultLoadBalancingPolicy("round_robin")
            .build();
    try {
      assertEquals(
          1,
          KVGrpc.newBlockingStub(channel)
              .withWaitForReady()
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .range(
                  RangeRequest.newBuilder()
                      .setKey(
                          com.google.protobuf.ByteString.copyFromUtf8(
                              "kv/store/" + server.endpoint()))
                      .build())
              .getCount());
    } finally {
      channel.shutdownNow();
      NameResolverRegistry.getDefaultRegistry().deregister(provider);
      registration.close();
    }
  }

  /** Who answers so many calls, by number, in ascending order. */
  private static List<Long> answers(ManagedChannel channel, int calls) {
    KVGrpc.KVBlockingStub shops =
        KVGrpc.newBlockingStub(channel).withWaitForReady().withDeadlineAfter(PATIENCE);
    return IntStream.range(0, calls)
        .mapToObj(call -> shops.range(RangeRequest.getDefaultInstance()).getCount())
        .sorted()
        .toList();
  }

  /**
   * Calls until they are spread like this, which takes until the channel knows and is connected.
   */
  private static void awaitAnswers(ManagedChannel channel, List<Long> expected) {
    long endNanos = System.nanoTime() + PATIENCE.toNanos();
    List<Long> last = answers(channel, expected.size());
    while (!last.equals(expected)) {
      assertTrue(System.nanoTime() < endNanos, last + " instead of " + expected);
      last = answers(channel, expected.size());
    }
  }

  @Test
  void aChannelBalancesOverAllThatAreRegisteredAsTheyComeAndGo() throws Exception {
    Discovery discovery = new Discovery(client);
    BalsaNameResolverProvider provider = new BalsaNameResolverProvider(client);
    NameResolverRegistry.getDefaultRegistry().register(provider);
    ManagedChannel channel =
        Grpc.newChannelBuilder("etcd:///shop", InsecureChannelCredentials.create())
            .defaultLoadBalancingPolicy("round_robin")
            .build();
    try (Shop one = new Shop(1);
        Shop two = new Shop(2);
        Shop three = new Shop(3)) {
      // Asked before anybody is registered: the call waits for the first.
      var early =
          KVGrpc.newFutureStub(channel).withWaitForReady().range(RangeRequest.getDefaultInstance());
      Registration first = open(discovery, one);
      assertEquals(1, early.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).getCount());
      Registration second = open(discovery, two);
      awaitAnswers(channel, List.of(1L, 1L, 1L, 2L, 2L, 2L));
      // Others may keep other things beside: whoever cannot be reached is left out.
      client.kv().put("shop/note", "closed on Sundays").await();
      client.kv().put("shop/odd", "{\"Op\":0,\"Addr\":\"no port\"}").await();
      Registration third = open(discovery, three);
      awaitAnswers(channel, List.of(1L, 1L, 2L, 2L, 3L, 3L));
      second.close();
      awaitAnswers(channel, List.of(1L, 1L, 1L, 3L, 3L, 3L));
      first.close();
      third.close();
      Registration again = open(discovery, two);
      awaitAnswers(channel, List.of(2L, 2L, 2L, 2L));
      again.close();
    } finally {
      channel.shutdownNow();
      NameResolverRegistry.getDefaultRegistry().deregister(provider);
    }
  }

  private static Registration open(Discovery discovery, Shop shop) throws Exception {
    return get(discovery.register("shop", ServiceEndpoint.at(shop.address()), PATIENCE));
  }
}
