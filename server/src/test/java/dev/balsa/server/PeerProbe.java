package dev.balsa.server;

import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.peer.ClusterLookup;
import dev.balsa.server.peer.PeerTiming;
import dev.balsa.server.peer.PeerTls;
import dev.balsa.server.peer.PeerTransport;
import java.net.URI;
import java.util.List;

/** Calls a member as another one would. */
final class PeerProbe {

  private static final long PATIENCE_MILLIS = 10_000;

  private PeerProbe() {}

  /** Who the members are; null if the member that is asked does not say. */
  static ClusterLookup.Found ask(PeerTls tls, String url) {
    SystemEnvironment environment = new SystemEnvironment("probe");
    PeerTransport transport =
        new PeerTransport(
            new Metrics().network,
            environment,
            PeerTiming.of(25_000_000L, 40, 5_000_000_000L),
            () -> {},
            tls);
    try {
      return ClusterLookup.ask(transport, List.of(URI.create(url)), PATIENCE_MILLIS);
    } finally {
      transport.close();
      environment.close();
    }
  }
}
