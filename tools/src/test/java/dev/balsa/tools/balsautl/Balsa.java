package dev.balsa.tools.balsautl;

import dev.balsa.server.BalsaServer;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.tools.ports.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Balsa in this JVM on a given data directory. */
final class Balsa {

  private Balsa() {}

  static BalsaServer start(Path dataDir) throws IOException {
    return BalsaServer.start(config(dataDir).build());
  }

  static BalsaConfig.Builder config(Path dataDir) throws IOException {
    List<URI> client = List.of(URI.create("http://127.0.0.1:" + FreePort.next()));
    return BalsaConfig.builder()
        .set(MemberSettings.DATA_DIR, dataDir.toString())
        .set(MemberSettings.LISTEN_CLIENT_URLS, client)
        .set(ClusterSettings.ADVERTISE_CLIENT_URLS, client)
        .set(MemberSettings.HEARTBEAT_INTERVAL, Duration.ofMillis(100))
        .set(MemberSettings.ELECTION_TIMEOUT, Duration.ofMillis(1_000));
  }
}
