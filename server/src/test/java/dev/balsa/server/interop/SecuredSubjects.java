package dev.balsa.server.interop;

import dev.balsa.server.config.ClientTlsSettings;
import dev.balsa.server.tls.TestAuthority;
import dev.balsa.server.tls.TestAuthority.Wish;
import dev.balsa.server.tls.TlsPlan.KeyFiles;
import java.nio.file.Path;
import java.util.List;

/** Both servers over TLS, with the same certificates; clients must show one. */
final class SecuredSubjects {

  private final TestAuthority authority;
  private final KeyFiles server;
  private final KeyFiles nameless;
  private final KeyFiles alice;

  SecuredSubjects(Path directory) {
    authority = TestAuthority.in(directory, "known");
    server = authority.issue("server", Wish.of("server", "localhost", "127.0.0.1"));
    nameless = authority.issue("nameless", Wish.of("", "client.test"));
    alice = authority.issue("alice", Wish.of("alice", "client.test"));
  }

  Subject etcd() {
    return secured(
        EtcdProcess.start(
            "--heartbeat-interval=10",
            "--election-timeout=100",
            "--cert-file=" + server.certificate(),
            "--key-file=" + server.key(),
            "--trusted-ca-file=" + authority.certificate(),
            "--client-cert-auth"));
  }

  Subject balsa() {
    return secured(
        EmbeddedBalsa.start(
            Subjects.HEARTBEAT,
            Subjects.ELECTION_TIMEOUT,
            settings ->
                settings
                    .set(ClientTlsSettings.CERT_FILE, server.certificate().toString())
                    .set(ClientTlsSettings.KEY_FILE, server.key().toString())
                    .set(ClientTlsSettings.TRUSTED_CA_FILE, authority.certificate().toString())
                    .set(ClientTlsSettings.CLIENT_CERT_AUTH, true)));
  }

  /** Flags of etcdctl for one whose certificate says alice; etcdctl takes the last of each. */
  List<String> asAlice() {
    return List.of("--cert=" + alice.certificate(), "--key=" + alice.key());
  }

  /** Options of curl, for a certificate that says alice. */
  List<String> curlAsAlice() {
    return List.of(
        "--cacert", authority.certificate().toString(),
        "--cert", alice.certificate().toString(),
        "--key", alice.key().toString());
  }

  private Subject secured(Subject server) {
    return new Secured(
        server,
        List.of(
            "--cacert=" + authority.certificate(),
            "--cert=" + nameless.certificate(),
            "--key=" + nameless.key()));
  }

  private record Secured(Subject server, List<String> etcdctlFlags) implements Subject {

    @Override
    public String name() {
      return server.name() + " over TLS";
    }

    @Override
    public int clientPort() {
      return server.clientPort();
    }

    @Override
    public int peerPort() {
      return server.peerPort();
    }

    @Override
    public String endpoint() {
      return "https://127.0.0.1:" + clientPort();
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
