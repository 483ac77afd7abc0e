package dev.balsa.server;

import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ConfigException;
import dev.balsa.server.config.HttpSettings;
import dev.balsa.server.config.LimitSettings;
import dev.balsa.server.config.MonitoringSettings;
import dev.balsa.server.config.Setting;
import dev.balsa.server.http.HttpPolicy;
import dev.balsa.server.http.ListenSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where a member listens, out of its URLs. */
final class ListenAddresses {

  private ListenAddresses() {}

  /** How clients are served. */
  static ListenSettings of(BalsaConfig config) throws IOException {
    Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    for (URI url : config.listenClientUrls()) {
      addresses.add(address(url, "clients", "--listen-client-urls"));
    }
    return ListenSettings.on(new ArrayList<>(addresses))
        .withKeepAlive(
            config.get(LimitSettings.GRPC_KEEPALIVE_MIN_TIME),
            config.get(LimitSettings.GRPC_KEEPALIVE_INTERVAL),
            config.get(LimitSettings.GRPC_KEEPALIVE_TIMEOUT))
        .withMaxConcurrentStreams(config.get(LimitSettings.MAX_CONCURRENT_STREAMS))
        .withHttp(
            new HttpPolicy(
                HttpSettings.words(config.get(HttpSettings.CORS)),
                HttpSettings.words(config.get(HttpSettings.HOST_WHITELIST)),
                config.get(HttpSettings.ENABLE_GRPC_GATEWAY)));
  }

  /** Where those who watch over the member are served; nowhere if nobody said so. */
  static List<InetSocketAddress> forMonitoring(BalsaConfig config) throws IOException {
    return all(config, MonitoringSettings.LISTEN_METRICS_URLS, "metrics");
  }

  /** Where HTTP is served beside gRPC; nowhere if on the same port. */
  static List<InetSocketAddress> forHttp(BalsaConfig config) throws IOException {
    return all(config, HttpSettings.LISTEN_CLIENT_HTTP_URLS, "clients");
  }

  private static List<InetSocketAddress> all(
      BalsaConfig config, Setting<List<URI>> setting, String whom) throws IOException {
    Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    for (URI url : config.get(setting)) {
      addresses.add(address(url, whom, setting.toString()));
    }
    return new ArrayList<>(addresses);
  }

  /** Where other members are served. */
  static List<InetSocketAddress> forPeers(BalsaConfig config) throws IOException {
    Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    for (URI url : config.listenPeerUrls()) {
      addresses.add(address(url, "members", "--listen-peer-urls"));
    }
    return new ArrayList<>(addresses);
  }

  private static InetSocketAddress address(URI url, String whom, String flag) throws IOException {
    if (!"http".equals(url.getScheme())) {
      throw new ConfigException(
          "this version serves " + whom + " over http only; " + flag + " has " + url);
    }
    String host = url.getHost();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new InetSocketAddress(InetAddress.getByName(bare), url.getPort());
  }

  /**
   * Finds out early whether a port is taken, before anything is written to disk.
   *
   * @throws IOException with the address in its text
   */
  static void requireFree(List<InetSocketAddress> addresses) throws IOException {
    for (InetSocketAddress address : addresses) {
      if (address.getPort() != 0) {
        try (ServerSocket probe = new ServerSocket()) {
          probe.setReuseAddress(true);
          probe.bind(address);
        } catch (IOException e) {
          throw cannotListen(address, e);
        }
      }
    }
  }

  static IOException cannotListen(InetSocketAddress address, IOException cause) {
    return new IOException(
        "cannot listen on "
            + address.getAddress().getHostAddress()
            + ":"
            + address.getPort()
            + ": "
            + cause.getMessage(),
        cause);
  }
}
