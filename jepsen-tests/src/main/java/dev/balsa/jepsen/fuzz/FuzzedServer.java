package dev.balsa.jepsen.fuzz;

import dev.balsa.client.BalsaClient;
import dev.balsa.server.BalsaServer;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClientTlsSettings;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.MemberSettings;
import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A server with a plain port and one for TLS, and a client that minds its manners. */
final class FuzzedServer implements AutoCloseable {

  private final BalsaServer server;
  private final BalsaClient client;

  FuzzedServer(Path directory) throws IOException {
    server =
        BalsaServer.start(
            BalsaConfig.builder()
                .set(MemberSettings.DATA_DIR, directory.toString())
                .set(
                    MemberSettings.LISTEN_CLIENT_URLS,
                    List.of(URI.create("http://127.0.0.1:0"), URI.create("https://127.0.0.1:0")))
                .set(
                    ClusterSettings.ADVERTISE_CLIENT_URLS,
                    List.of(URI.create("http://127.0.0.1:2379")))
                .set(ClientTlsSettings.AUTO_TLS, true)
                .build());
    client = BalsaClient.connect(server.endpoint());
  }

  int plainPort() {
    return server.clientAddresses().get(0).getPort();
  }

  int tlsPort() {
    return server.clientAddresses().get(1).getPort();
  }

  /** Throws if the server does not serve any more. */
  void serves(long number) {
    String value = Long.toString(number);
    client.kv().put("well-behaved", value).await();
    String read = client.kv().get("well-behaved").await().orElseThrow().valueText();
    if (!read.equals(value)) {
      throw new IllegalStateException("wrote " + value + " and read " + read);
    }
  }

  /** Bytes of heap in use after a collection. */
  static long heapBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Bytes that the network holds outside of the heap. */
  static long directBytes() {
    return Math.max(0, PlatformDependent.usedDirectMemory());
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
