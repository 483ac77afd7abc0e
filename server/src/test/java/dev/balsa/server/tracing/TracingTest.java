package dev.balsa.server.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.embedded.EmbeddedBalsa;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls become spans, and reach who collects them. A server that closes sends what waits. */
@Timeout(120)
class TracingTest {

  private static final long SERVER_KIND = 2;
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final ByteString KEY = ByteString.copyFromUtf8("k");

  private static EmbeddedBalsa traced(String address, String rate) {
    return EmbeddedBalsa.builder()
        .listen()
        .flag("enable-distributed-tracing", "true")
        .flag("distributed-tracing-address", address)
        .flag("distributed-tracing-service-name", "store")
        .flag("distributed-tracing-instance-id", "m1")
        .flag("distributed-tracing-sampling-rate", rate)
        .start();
  }

  /** Calls with a header of this value; without one if it is null. */
  private interface Calls {
    void make(KVGrpc.KVBlockingStub kv);
  }

  private static void call(EmbeddedBalsa balsa, String traceParent, Calls calls) {
    URI server = URI.create(balsa.endpoints().get(0));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(server.getHost(), server.getPort()).usePlaintext().build();
    try {
      Metadata headers = new Metadata();
      if (traceParent != null) {
        headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceParent);
      }
      calls.make(
          KVGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)));
    } finally {
      channel.shutdownNow();
    }
  }

  private static void put(KVGrpc.KVBlockingStub kv) {
    kv.put(PutRequest.newBuilder().setKey(KEY).build());
  }

  @Test
  void aCallOfARecordedClientIsASpanBelowItsOwnWithTheStagesAsEvents() throws Exception {
    try (Collector collector = new Collector()) {
      try (EmbeddedBalsa balsa = traced(collector.address(), "0")) {
        call(
            balsa,
            "00-" + TRACE + "-" + PARENT + "-01",
            kv -> {
              put(kv);
              kv.range(RangeRequest.newBuilder().setKey(KEY).build());
              assertThrows(
                  StatusRuntimeException.class, () -> kv.put(PutRequest.getDefaultInstance()));
            });
        call(balsa, "00-" + TRACE + "-" + PARENT + "-00", TracingTest::put);
        call(balsa, null, TracingTest::put);
        call(balsa, "not-a-parent", TracingTest::put);
      }
      List<Collector.Span> spans = collector.spans();
      assertEquals(
          List.of("etcdserverpb.KV/Put", "etcdserverpb.KV/Range", "etcdserverpb.KV/Put"),
          spans.stream().map(Collector.Span::name).toList());
      for (Collector.Span span : spans) {
        assertEquals(TRACE, span.traceId());
        assertEquals(PARENT, span.parentId());
        assertNotEquals(PARENT, span.spanId());
        assertEquals(SERVER_KIND, span.kind());
        assertEquals("store", span.resource().get("service.name"));
        assertEquals("m1", span.resource().get("service.instance.id"));
        assertInOrder(span);
      }
      assertEquals(List.of("proposed", "committed", "applied"), spans.get(0).eventNames());
      assertEquals(
          Map.of(
              "rpc.grpc.status_code", "[0]",
              "rpc.method", "Put",
              "rpc.service", "etcdserverpb.KV",
              "rpc.system", "grpc"),
          spans.get(0).attributes());
      assertEquals(List.of("confirmed"), spans.get(1).eventNames());
      assertEquals(List.of(), spans.get(2).eventNames());
      assertEquals("[3]", spans.get(2).attributes().get("rpc.grpc.status_code"));
    }
  }

  private static void assertInOrder(Collector.Span span) {
    long last = span.startNanos();
    for (Collector.Event event : span.events()) {
      assertTrue(last <= event.nanos(), span.toString());
      last = event.nanos();
    }
    assertTrue(last <= span.endNanos(), span.toString());
  }

  /** Far from the rate means wrong: seven standard deviations. */
  @Test
  void theRateSaysHowManyCallsOfOthersAreRecorded() throws Exception {
    assertEquals(0, recorded("0", 20));
    assertEquals(20, recorded("1000000", 20));
    int half = recorded("500000", 200);
    assertTrue(half > 50 && half < 150, half + " of 200");
  }

  private static int recorded(String rate, int calls) throws Exception {
    try (Collector collector = new Collector()) {
      try (EmbeddedBalsa balsa = traced(collector.address(), rate)) {
        call(
            balsa,
            null,
            kv -> {
              for (int i = 0; i < calls; i++) {
                put(kv);
              }
            });
      }
      Set<String> ids =
          collector.spans().stream().map(Collector.Span::spanId).collect(Collectors.toSet());
      assertEquals(ids.size(), collector.spans().size());
      return ids.size();
    }
  }

  @Test
  void aServerWhoseCollectorIsNotThereServesAndEnds() throws Exception {
    String nobody;
    try (Collector collector = new Collector()) {
      nobody = collector.address();
    }
    try (EmbeddedBalsa balsa = traced(nobody, "1000000")) {
      call(balsa, null, TracingTest::put);
      assertEquals("", balsa.client().kv().get("k").await().orElseThrow().valueText());
    }
  }

  @Test
  void aRateBeyondAllAndAnAddressThatIsNoneAreRefused() {
    RuntimeException rate =
        assertThrows(RuntimeException.class, () -> traced("[::1]:1", "1000001"));
    assertTrue(told(rate).contains("tracing sampling rate must be less than 1000000"), told(rate));
    RuntimeException address = assertThrows(RuntimeException.class, () -> traced("a b", "1"));
    assertTrue(told(address).contains("--distributed-tracing-address"), told(address));
  }

  private static String told(Throwable e) {
    return e.getCause() == null ? e.toString() : e + "; " + told(e.getCause());
  }

  /** The same classes again, but whoever asks for one of OpenTelemetry's is remembered. */
  @Test
  void withoutTracingNoClassOfOpenTelemetryIsLoaded() throws Exception {
    try (WithoutOpenTelemetry apart = new WithoutOpenTelemetry()) {
      apart.run(ServeOnce.class);
      assertEquals(List.of(), apart.askedFor());
      Throwable missing = assertThrows(Throwable.class, () -> apart.run(ServeTraced.class));
      assertTrue(told(missing).contains("tracing needs OpenTelemetry's exporter"), told(missing));
      assertFalse(apart.askedFor().isEmpty());
    }
  }
}
