package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.server.config.CommandLine;
import dev.balsa.server.config.HistorySettings;
import dev.balsa.server.tls.TestAuthority;
import dev.balsa.server.tls.TestAuthority.Wish;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What well-known deployments give to etcd is all that Balsa needs to start. */
class DeploymentsTest {

  @TempDir Path directory;

  /** jetcd's launcher and the container modules built on it. */
  @Test
  void startsAsJetcdsLauncherStartsIt() throws Exception {
    assertServes(
        Map.of(),
        """
        --name etcd0
        --advertise-client-urls http://127.0.0.1:0
        --listen-client-urls http://0.0.0.0:0
        --data-dir DIR
        --initial-advertise-peer-urls http://127.0.0.1:2380
        --listen-peer-urls http://0.0.0.0:0
        --initial-cluster etcd0=http://127.0.0.1:2380
        --initial-cluster-state new
        --initial-cluster-token tok
        """);
  }

  /** The image's variables, those of its own scripts among them. */
  @Test
  void startsAsBitnamisImageStartsIt() throws Exception {
    Map<String, String> variables = new TreeMap<>();
    variables.put("ETCD_NAME", "etcd-0");
    variables.put("ETCD_DATA_DIR", directory.resolve("bitnami").toString());
    variables.put("ETCD_LOG_LEVEL", "info");
    variables.put("ETCD_ADVERTISE_CLIENT_URLS", "http://127.0.0.1:0");
    variables.put("ETCD_LISTEN_CLIENT_URLS", "http://0.0.0.0:0");
    variables.put("ETCD_INITIAL_ADVERTISE_PEER_URLS", "http://127.0.0.1:2380");
    variables.put("ETCD_LISTEN_PEER_URLS", "http://0.0.0.0:0");
    variables.put("ETCD_INITIAL_CLUSTER", "etcd-0=http://127.0.0.1:2380");
    variables.put("ETCD_INITIAL_CLUSTER_TOKEN", "etcd-cluster-k8s");
    variables.put("ETCD_INITIAL_CLUSTER_STATE", "new");
    variables.put("ETCD_AUTO_COMPACTION_MODE", "periodic");
    variables.put("ETCD_AUTO_COMPACTION_RETENTION", "10m");
    variables.put("ETCD_AUTO_TLS", "false");
    variables.put("ETCD_CLIENT_CERT_AUTH", "false");
    variables.put("ETCD_PEER_AUTO_TLS", "false");
    variables.put("ETCD_CERT_FILE", "");
    for (String script :
        List.of(
            "ON_K8S",
            "START_FROM_SNAPSHOT",
            "ROOT_PASSWORD",
            "CLUSTER_DOMAIN",
            "DISASTER_RECOVERY",
            "BIN_DIR")) {
      variables.put("ETCD_" + script, "x");
    }
    CommandLine line = assertServes(variables, "");
    assertEquals(6, line.warnings().size(), line.warnings().toString());
  }

  /** Flags of the pod, variables of its ConfigMap, a user's flags at the end. */
  @Test
  void startsAsTheOperatorStartsIt() throws Exception {
    assertServes(
        Map.of(
            "ETCD_INITIAL_CLUSTER", "etcd-0=http://127.0.0.1:2380",
            "ETCD_INITIAL_CLUSTER_STATE", "new",
            "ETCD_DATA_DIR", directory.resolve("operator").toString()),
        """
        --name=etcd-0
        --listen-peer-urls=http://0.0.0.0:0
        --listen-client-urls=http://0.0.0.0:0
        --initial-advertise-peer-urls=http://127.0.0.1:2380
        --advertise-client-urls=http://127.0.0.1:0
        --quota-backend-bytes=4294967296
        --auto-compaction-mode=revision
        --auto-compaction-retention=1000
        """);
  }

  /**
   * A static pod of kubeadm's, but for the certificates; probes and metrics have their own port.
   */
  @Test
  void startsAsKubeadmStartsItAndAnswersItsProbes() throws Exception {
    CommandLine line =
        parse(
            Map.of(),
            """
            --advertise-client-urls=http://127.0.0.1:2379
            --data-dir=DIR
            --feature-gates=InitialCorruptCheck=true
            --initial-advertise-peer-urls=http://127.0.0.1:2380
            --initial-cluster=node=http://127.0.0.1:2380
            --listen-client-urls=http://127.0.0.1:0
            --listen-metrics-urls=http://127.0.0.1:0
            --listen-peer-urls=http://127.0.0.1:0
            --name=node
            --snapshot-count=10000
            --watch-progress-notify-interval=5s
            """);
    assertEquals(List.of(), line.warnings());
    assertEquals(
        Duration.ofSeconds(5), line.config().get(HistorySettings.WATCH_PROGRESS_NOTIFY_INTERVAL));
    try (BalsaServer server = BalsaServer.start(line.config())) {
      InetSocketAddress probes = server.monitoringAddresses().get(0);
      for (String path : List.of("/livez", "/readyz", "/health?serializable=true", "/metrics")) {
        assertEquals(200, get(probes, path).statusCode(), path);
      }
      assertEquals(404, get(probes, "/version").statusCode());
      assertEquals(404, get(probes, "/v3/kv/range").statusCode());
      assertEquals(
          200, get(server.clientAddresses().get(0), "/health?serializable=false").statusCode());
    }
  }

  /**
   * Certificates as kubeadm makes them: RSA, the keys in PKCS #1; its newer and its older flags.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--feature-gates=InitialCorruptCheck=true --watch-progress-notify-interval=5s",
        "--experimental-initial-corrupt-check=true"
            + " --experimental-watch-progress-notify-interval=5s",
      })
  void startsAsKubeadmStartsItWithItsCertificates(String ofTheVersion) throws Exception {
    TestAuthority authority = TestAuthority.in(directory.resolve("pki"), "etcd-ca");
    String[] names = {"node", "localhost", "127.0.0.1", "127.0.0.2"};
    var server = authority.issue("server", Wish.of("node", names).rsa().inOldForm());
    var peer = authority.issue("peer", Wish.of("node", names).rsa().inOldForm());
    var apiServer = authority.issue("apiserver", Wish.of("kube-apiserver-etcd-client").rsa());
    CommandLine line =
        parse(
            Map.of(),
            """
            --advertise-client-urls=https://127.0.0.2:2379
            --cert-file=SERVER
            --client-cert-auth=true
            --data-dir=DIR
            --initial-advertise-peer-urls=https://127.0.0.2:2380
            --initial-cluster=node=https://127.0.0.2:2380
            --key-file=SKEY
            --listen-client-urls=https://127.0.0.1:0,https://127.0.0.2:0
            --listen-metrics-urls=http://127.0.0.1:0
            --listen-peer-urls=https://127.0.0.2:0
            --name=node
            --peer-cert-file=PEER
            --peer-client-cert-auth=true
            --peer-key-file=PKEY
            --peer-trusted-ca-file=AUTHORITY
            --snapshot-count=10000
            --trusted-ca-file=AUTHORITY
            """
                    .replace("SERVER", server.certificate().toString())
                    .replace("SKEY", server.key().toString())
                    .replace("PEER", peer.certificate().toString())
                    .replace("PKEY", peer.key().toString())
                    .replace("AUTHORITY", authority.certificate().toString())
                + ofTheVersion);
    assertEquals(
        Duration.ofSeconds(5), line.config().get(HistorySettings.WATCH_PROGRESS_NOTIFY_INTERVAL));
    assertTrue(line.config().initialCorruptCheck());
    ChannelCredentials stranger =
        TlsChannelCredentials.newBuilder().trustManager(authority.certificate().toFile()).build();
    ChannelCredentials known =
        TlsChannelCredentials.newBuilder()
            .trustManager(authority.certificate().toFile())
            .keyManager(apiServer.certificate().toFile(), apiServer.key().toFile())
            .build();
    try (BalsaServer running = BalsaServer.start(line.config())) {
      InetSocketAddress probes = running.monitoringAddresses().get(0);
      for (String path : List.of("/livez", "/readyz", "/health?serializable=true", "/metrics")) {
        assertEquals(200, get(probes, path).statusCode(), path);
      }
      assertEquals(2, running.clientAddresses().size());
      for (InetSocketAddress each : running.clientAddresses()) {
        assertThrows(StatusRuntimeException.class, () -> put(each, stranger));
        assertTrue(put(each, known) > 1);
      }
    }
  }

  /** Puts a key and tells the revision. */
  private static long put(InetSocketAddress server, ChannelCredentials credentials) {
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress(
                server.getAddress().getHostAddress(), server.getPort(), credentials)
            .build();
    try {
      return KVGrpc.newBlockingStub(channel)
          .put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build())
          .getHeader()
          .getRevision();
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void leavesTheClientPortToGrpcWhereHttpHasOneOfItsOwn() throws Exception {
    CommandLine line =
        parse(
            Map.of(),
            """
            --data-dir=DIR
            --listen-client-urls=http://127.0.0.1:0
            --advertise-client-urls=http://127.0.0.1:2379
            --listen-client-http-urls=http://127.0.0.1:0
            """);
    try (BalsaServer server = BalsaServer.start(line.config())) {
      InetSocketAddress http = server.httpAddresses().get(0);
      assertEquals(200, get(http, "/version").statusCode());
      HttpResponse<String> status = post(http, "/v3/maintenance/status", "{}");
      assertTrue(status.body().contains("\"leader\""), status.body());
      assertTrue(isRefused(server.clientAddresses().get(0)));
    }
  }

  /** Whether a port has no page: it hangs up, or says that it speaks gRPC alone. */
  private static boolean isRefused(InetSocketAddress server) throws Exception {
    try {
      return get(server, "/version").statusCode() != 200;
    } catch (java.io.IOException hungUp) {
      return true;
    }
  }

  private CommandLine assertServes(Map<String, String> variables, String flags) throws Exception {
    CommandLine line = parse(variables, flags);
    try (BalsaServer server = BalsaServer.start(line.config())) {
      InetSocketAddress any = server.clientAddresses().get(0);
      assertEquals(200, get(any, "/health").statusCode());
    }
    return line;
  }

  private CommandLine parse(Map<String, String> variables, String flags) {
    List<String> words =
        Arrays.stream(flags.split("\\s+", -1))
            .filter(word -> !word.isEmpty())
            .map(word -> word.replace("DIR", directory.resolve("data").toString()))
            .collect(Collectors.toCollection(ArrayList::new));
    return CommandLine.parse(words, variables);
  }

  private static HttpResponse<String> get(InetSocketAddress server, String path) throws Exception {
    return send(server, path, builder -> builder.GET());
  }

  private static HttpResponse<String> post(InetSocketAddress server, String path, String body)
      throws Exception {
    return send(server, path, builder -> builder.POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(
      InetSocketAddress server,
      String path,
      java.util.function.UnaryOperator<HttpRequest.Builder> how)
      throws Exception {
    String url = "http://127.0.0.1:" + server.getPort() + path;
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(
            how.apply(HttpRequest.newBuilder(URI.create(url))).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
