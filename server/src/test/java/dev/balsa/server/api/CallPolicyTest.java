package dev.balsa.server.api;

import static dev.balsa.server.api.Calls.bytes;
import static dev.balsa.server.api.Calls.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.WatchGrpc;
import dev.balsa.api.WatchResponse;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.http.ServerFixture;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptor;
import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked of every call, whatever its method. */
class CallPolicyTest {

  private static final RangeRequest GET = RangeRequest.newBuilder().setKey(bytes("a")).build();

  private final ServerFixture server = new ServerFixture();
  private final KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(server.channel);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void nothingIsServedBeforeTheClusterHasAVersion() throws Exception {
    server.replica.clusterVersion = null;
    fails(EtcdError.NOT_CAPABLE, () -> kv.range(GET));
    StreamProbe<WatchResponse> probe = new StreamProbe<>();
    WatchGrpc.newStub(server.channel).watch(probe);
    probe.endsWith(EtcdError.NOT_CAPABLE);
  }

  @Test
  void aLearnerServesStatusAndSerializableRanges() throws Exception {
    server.replica.learner = true;
    assertTrue(
        MaintenanceGrpc.newBlockingStub(server.channel)
            .status(StatusRequest.getDefaultInstance())
            .getIsLearner());
    kv.range(GET.toBuilder().setSerializable(true).build());
    fails(EtcdError.NOT_SUPPORTED_FOR_LEARNER, () -> kv.range(GET));
    fails(
        EtcdError.NOT_SUPPORTED_FOR_LEARNER,
        () -> kv.put(PutRequest.newBuilder().setKey(bytes("a")).build()));
    StreamProbe<WatchResponse> probe = new StreamProbe<>();
    WatchGrpc.newStub(server.channel).watch(probe);
    probe.endsWith(EtcdError.NOT_SUPPORTED_FOR_LEARNER);
  }

  @Test
  void aClientThatWantsALeaderIsToldWhenThereIsNone() {
    KVGrpc.KVBlockingStub careful = kv.withInterceptors(header("hasleader", "true"));
    careful.range(GET);
    server.replica.leaderId = 0;
    fails(EtcdError.NO_LEADER, () -> careful.range(GET));
    kv.withInterceptors(header("hasleader", "yes")).range(GET);
    kv.range(GET);
  }

  @Test
  void theVersionOfTheClientMustBeText() throws IOException {
    kv.withInterceptors(header("client-api-version", "3.5")).range(GET);
    // gRPC's own client would not send such a header, so it is handed over without one.
    Metadata headers =
        InternalMetadata.newMetadata(
            "client-api-version".getBytes(StandardCharsets.US_ASCII),
            new byte[] {'3', (byte) 0xff});
    assertEquals(
        EtcdError.INVALID_CLIENT_API_VERSION,
        new CallPolicy(server.replica, server.metrics.rpc).check("unary", headers, false));
    assertTrue(
        metrics()
            .contains(
                "etcd_server_client_requests_total{type=\"unary\",client_api_version=\"3.5\"} 1"));
  }

  @Test
  void aMessageBeyondTheReceiveLimitIsRefusedInEtcdsWords() {
    int limit = ApiSettings.DEFAULT.maxReceiveBytes();
    PutRequest large =
        PutRequest.newBuilder()
            .setKey(bytes("a"))
            .setValue(ByteString.copyFrom(new byte[limit]))
            .build();
    fails(
        Status.Code.RESOURCE_EXHAUSTED,
        "grpc: received message larger than max ("
            + large.getSerializedSize()
            + " vs. "
            + limit
            + ")",
        () -> kv.put(large));
  }

  @Test
  void aMessageThatWouldCostMemoryIsStoppedByTheTransport() {
    PutRequest huge =
        PutRequest.newBuilder()
            .setKey(bytes("a"))
            .setValue(ByteString.copyFrom(new byte[3 * ApiSettings.DEFAULT.maxReceiveBytes()]))
            .build();
    Status status =
        org.junit.jupiter.api.Assertions.assertThrows(
                io.grpc.StatusRuntimeException.class, () -> kv.put(huge))
            .getStatus();
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, status.getCode());
    kv.range(GET);
  }

  @Test
  void whatIsNoMessageIsRefused() {
    MethodDescriptor<byte[], byte[]> put =
        KVGrpc.getPutMethod().toBuilder(new RawMessages(), new RawMessages()).build();
    Status status =
        org.junit.jupiter.api.Assertions.assertThrows(
                io.grpc.StatusRuntimeException.class,
                () ->
                    ClientCalls.blockingUnaryCall(
                        server.channel, put, CallOptions.DEFAULT, new byte[] {10, 50, 1}))
            .getStatus();
    assertEquals(Status.Code.INTERNAL, status.getCode());
    assertTrue(status.getDescription().startsWith("grpc: error unmarshalling request: "));
  }

  @Test
  void callsAreCountedByMethodAndCode() throws IOException {
    kv.range(GET);
    fails(EtcdError.EMPTY_KEY, () -> kv.range(RangeRequest.getDefaultInstance()));
    String range = "{grpc_type=\"unary\",grpc_service=\"etcdserverpb.KV\",grpc_method=\"Range\"";
    List<String> lines = metrics();
    assertTrue(lines.contains("grpc_server_started_total" + range + "} 2"));
    assertTrue(lines.contains("grpc_server_handled_total" + range + ",grpc_code=\"OK\"} 1"));
    assertTrue(
        lines.contains("grpc_server_handled_total" + range + ",grpc_code=\"InvalidArgument\"} 1"));
    assertTrue(lines.contains("grpc_server_msg_received_total" + range + "} 2"));
    assertTrue(lines.contains("grpc_server_msg_sent_total" + range + "} 1"));
    assertTrue(
        lines.contains(
            "grpc_server_started_total{grpc_type=\"bidi_stream\","
                + "grpc_service=\"etcdserverpb.Watch\",grpc_method=\"Watch\"} 0"));
    assertTrue(
        lines.contains("etcd_network_client_grpc_received_bytes_total " + GET.getSerializedSize()));
  }

  @Test
  void theCodesAreNamedAsInGo() {
    assertEquals(
        List.of(
            "OK",
            "Canceled",
            "Unknown",
            "InvalidArgument",
            "DeadlineExceeded",
            "NotFound",
            "AlreadyExists",
            "PermissionDenied",
            "ResourceExhausted",
            "FailedPrecondition",
            "Aborted",
            "OutOfRange",
            "Unimplemented",
            "Internal",
            "Unavailable",
            "DataLoss",
            "Unauthenticated"),
        List.of(CallMeter.codeNames()));
  }

  @Test
  void healthIsServedForTheServerAsAWhole() throws Exception {
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(server.channel);
    HealthCheckRequest us = HealthCheckRequest.getDefaultInstance();
    assertEquals(ServingStatus.SERVING, health.check(us).getStatus());
    fails(
        Status.Code.NOT_FOUND,
        "unknown service",
        () -> health.check(HealthCheckRequest.newBuilder().setService("other").build()));
    StreamProbe<HealthCheckResponse> probe = new StreamProbe<>();
    HealthGrpc.newStub(server.channel).watch(us, probe);
    assertEquals(ServingStatus.SERVING, probe.next().getStatus());
    server.api.serving(false);
    assertEquals(ServingStatus.NOT_SERVING, probe.next().getStatus());
    assertEquals(ServingStatus.NOT_SERVING, health.check(us).getStatus());
  }

  private List<String> metrics() throws IOException {
    StringWriter out = new StringWriter();
    server.metrics.write(out);
    return List.of(out.toString().split("\n"));
  }

  private static ClientInterceptor header(String name, String value) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  private static final class RawMessages implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
