package dev.balsa.tools.balsactl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.balsa.server.BalsaServer;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.tools.ports.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server with nothing in it that commands are sent to. */
interface Subject extends AutoCloseable {

  String endpoint();

  @Override
  void close() throws IOException;

  /** Skips a test where a program is missing. */
  static void assumeThere(String program) {
    assumeTrue(
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))),
        () -> program + " is not on the PATH: skipped (Debian: etcd-server, etcd-client)");
  }

  static Subject balsa(Path directory) throws IOException {
    List<URI> client = List.of(URI.create("http://127.0.0.1:" + FreePort.next()));
    List<URI> peer = List.of(URI.create("http://127.0.0.1:" + FreePort.next()));
    BalsaServer server =
        BalsaServer.start(
            BalsaConfig.builder()
                .set(MemberSettings.DATA_DIR, directory.toString())
                .set(MemberSettings.LISTEN_CLIENT_URLS, client)
                .set(ClusterSettings.ADVERTISE_CLIENT_URLS, client)
                .set(MemberSettings.LISTEN_PEER_URLS, peer)
                .build());
    return new Subject() {
      @Override
      public String endpoint() {
        return "127.0.0.1:" + client.get(0).getPort();
      }

      @Override
      public void close() throws IOException {
        server.close();
      }
    };
  }

  static Subject etcd(Path directory) throws IOException {
    assumeThere("etcd");
    String client = "http://127.0.0.1:" + FreePort.next();
    Process process =
        new ProcessBuilder(
                "etcd",
                "--data-dir=" + directory,
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=http://127.0.0.1:" + FreePort.next(),
                "--logger=zap",
                "--log-outputs=" + directory.resolveSibling(directory.getFileName() + ".log"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Subject() {
      @Override
      public String endpoint() {
        return client.substring("http://".length());
      }

      @Override
      public void close() {
        process.destroyForcibly();
        try {
          process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  /** Octets that a program was given or printed. */
  static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
