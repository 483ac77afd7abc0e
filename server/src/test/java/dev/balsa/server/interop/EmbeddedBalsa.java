package dev.balsa.server.interop;

import dev.balsa.server.BalsaServer;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClientTlsSettings;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.MemberSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Balsa of one member inside this JVM, on free loopback ports and a data directory of its own. */
final class EmbeddedBalsa implements Subject {
  private final LoopbackPorts ports;
  private final Path data;
  private final BalsaServer server;

  private EmbeddedBalsa(LoopbackPorts ports, Path data, BalsaServer server) {
    this.ports = ports;
    this.data = data;
    this.server = server;
  }

  /** Starts a server with the given timing, and returns when it serves clients. */
  static EmbeddedBalsa start(Duration heartbeat, Duration electionTimeout) {
    return start(heartbeat, electionTimeout, settings -> {});
  }

  /** The same with further settings; over TLS if there is a certificate among them. */
  static EmbeddedBalsa start(
      Duration heartbeat, Duration electionTimeout, Consumer<BalsaConfig.Builder> further) {
    LoopbackPorts ports = LoopbackPorts.free();
    Path data = Scratch.directory("balsa");
    try {
      BalsaConfig.Builder settings = settings(ports, data, heartbeat, electionTimeout);
      further.accept(settings);
      if (!settings.build().get(ClientTlsSettings.CERT_FILE).isEmpty()) {
        List<URI> secured = List.of(URI.create("https://127.0.0.1:" + ports.client()));
        settings
            .set(MemberSettings.LISTEN_CLIENT_URLS, secured)
            .set(ClusterSettings.ADVERTISE_CLIENT_URLS, secured);
      }
      return new EmbeddedBalsa(ports, data, BalsaServer.start(settings.build()));
    } catch (IOException e) {
      Scratch.delete(data);
      throw new UncheckedIOException(e);
    }
  }

  private static BalsaConfig.Builder settings(
      LoopbackPorts ports, Path data, Duration heartbeat, Duration electionTimeout) {
    List<URI> client = List.of(URI.create("http://127.0.0.1:" + ports.client()));
    List<URI> peer = List.of(URI.create("http://127.0.0.1:" + ports.peer()));
    return BalsaConfig.builder()
        .set(MemberSettings.DATA_DIR, data.toString())
        .set(MemberSettings.LISTEN_CLIENT_URLS, client)
        .set(ClusterSettings.ADVERTISE_CLIENT_URLS, client)
        .set(MemberSettings.LISTEN_PEER_URLS, peer)
        .set(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS, peer)
        .set(ClusterSettings.INITIAL_CLUSTER, "default=" + peer.get(0))
        .set(MemberSettings.HEARTBEAT_INTERVAL, heartbeat)
        .set(MemberSettings.ELECTION_TIMEOUT, electionTimeout);
  }

  @Override
  public String name() {
    return "balsa";
  }

  @Override
  public int clientPort() {
    return ports.client();
  }

  @Override
  public int peerPort() {
    return ports.peer();
  }

  @Override
  public void close() {
    server.close();
    Scratch.delete(data);
  }
}
