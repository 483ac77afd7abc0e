package dev.balsa.jepsen.soak;

import dev.balsa.client.Auth;
import dev.balsa.client.BalsaClient;
import dev.balsa.client.KeyRange;
import dev.balsa.client.Tls;
import dev.balsa.jepsen.live.cluster.Ports;
import dev.balsa.jepsen.live.cluster.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A server process with TLS, client certificates, users and roles; and the keys to it. */
final class SoakServer implements AutoCloseable {

  static final int USERS = 4;

  /** Has no password, only a certificate. */
  static final String BY_CERTIFICATE = "by-certificate";

  /** This is about memory: a machine that is busy with other things may take its time. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String ROOT_PASSWORD = "root of the soak";

  private final Certificates certificates;
  private final Map<String, Certificates.Pair> identities;
  private final ServerProcess process;
  private final URI metrics;

  /**
   * Starts it and sets users and roles up.
   *
   * @param heapMebibytes most of the server's Java heap
   */
  SoakServer(Path program, Path directory, int heapMebibytes)
      throws IOException, InterruptedException {
    certificates = new Certificates(directory);
    identities =
        Map.of(
            BY_CERTIFICATE,
            certificates.issue("by-certificate", BY_CERTIFICATE),
            "",
            certificates.issue("nobody", ""));
    Certificates.Pair own = certificates.issue("server", "server");
    String listens = Ports.url(Ports.free(1)[0]);
    metrics = URI.create(listens + "/metrics");
    process =
        new ServerProcess(
            program,
            directory.resolve("data"),
            Map.of("BALSA_JAVA_OPTS", "-Xmx" + heapMebibytes + "m"),
            "--cert-file=" + own.certificate(),
            "--key-file=" + own.key(),
            "--trusted-ca-file=" + certificates.authority(),
            "--client-cert-auth",
            "--auth-token=simple",
            "--bcrypt-cost=6",
            "--auto-compaction-mode=revision",
            "--auto-compaction-retention=10000",
            "--listen-metrics-urls=" + listens);
    try {
      process.start();
      setUp();
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private void setUp() {
    try (BalsaClient admin = builder("").build()) {
      Auth auth = admin.auth();
      auth.addUser("root", ROOT_PASSWORD).await();
      auth.addRole("root").await();
      auth.grantRole("root", "root").await();
      auth.addUserWithoutPassword(BY_CERTIFICATE).await();
      permit(auth, BY_CERTIFICATE);
      for (int number = 0; number < USERS; number++) {
        auth.addUser(user(number), password(number)).await();
        permit(auth, user(number));
      }
      auth.enable().await();
    }
  }

  private static void permit(Auth auth, String user) {
    auth.addRole(user).await();
    auth.allow(user, new Auth.Grant(Auth.Access.READ_WRITE, KeyRange.prefix(user + "/"))).await();
    auth.grantRole(user, user).await();
  }

  static String user(int number) {
    return "user" + number;
  }

  static String password(int number) {
    return "word of " + number;
  }

  /**
   * For a client that shows a certificate.
   *
   * @param commonName in the certificate: {@link #BY_CERTIFICATE}, or empty for none
   */
  BalsaClient.Builder builder(String commonName) {
    Certificates.Pair identity = identities.get(commonName);
    return BalsaClient.builder()
        .endpoints(endpoint())
        .connectTimeout(PATIENCE)
        .silenceLimit(PATIENCE)
        .requestTimeout(PATIENCE.multipliedBy(2))
        .tls(
            Tls.trusting(certificates.authority())
                .identity(identity.certificate(), identity.key()));
  }

  /** Where it serves clients. */
  String endpoint() {
    return "https://127.0.0.1:" + process.clientPort();
  }

  /** Where it tells of itself, without TLS. */
  URI metrics() {
    return metrics;
  }

  /** A context for other clients: the authority, and the certificate that names nobody. */
  List<Path> nobody() {
    Certificates.Pair pair = identities.get("");
    return List.of(certificates.authority(), pair.certificate(), pair.key());
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it said last. */
  String log() {
    return process.log();
  }

  @Override
  public void close() {
    process.terminate();
    process.close();
  }

  /** Removes what a run leaves on the disk. */
  static void delete(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
