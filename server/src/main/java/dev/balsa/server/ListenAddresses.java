package dev.balsa.server;

import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ConfigException;
import dev.balsa.server.config.HttpSettings;
import dev.balsa.server.config.LimitSettings;
import dev.balsa.server.config.MonitoringSettings;
import dev.balsa.server.http.HttpPolicy;
import dev.balsa.server.http.ListenSettings;
import dev.balsa.server.http.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a member listens, out of its URLs. */
final class ListenAddresses {

  private ListenAddresses() {}

  /** How clients are served. */
  static ListenSettings of(BalsaConfig config) throws IOException {
    return ListenSettings.with(listeners(config.listenClientUrls()))
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
  static List<Listener> forMonitoring(BalsaConfig config) throws IOException {
    return listeners(config.get(MonitoringSettings.LISTEN_METRICS_URLS));
  }

  /** Where HTTP is served beside gRPC; nowhere if on the same port. */
  static List<Listener> forHttp(BalsaConfig config) throws IOException {
    return listeners(config.get(HttpSettings.LISTEN_CLIENT_HTTP_URLS));
  }

  /** An address that stands there with and without TLS is one port for both. */
  private static List<Listener> listeners(List<URI> urls) throws IOException {
    Map<SocketAddress, Listener> merged = new LinkedHashMap<>();
    List<Listener> anyPort = new ArrayList<>();
    for (URI url : urls) {
      boolean secure = isSecure(url);
      SocketAddress address = address(url);
      Listener listener = new Listener(address, !secure, secure);
      if (address instanceof InetSocketAddress tcp && tcp.getPort() == 0) {
        anyPort.add(listener);
      } else {
        merged.merge(address, listener, Listener::and);
      }
    }
    List<Listener> all = new ArrayList<>(merged.values());
    all.addAll(anyPort);
    return all;
  }

  /** Where other members are served. */
  static List<InetSocketAddress> forPeers(BalsaConfig config) throws IOException {
    List<InetSocketAddress> all = new ArrayList<>(forPeers(config, false));
    all.addAll(forPeers(config, true));
    return all;
  }

  /**
   * Where other members are served.
   *
   * @param secure with TLS, or without
   */
  static List<InetSocketAddress> forPeers(BalsaConfig config, boolean secure) throws IOException {
    Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    for (URI url : config.listenPeerUrls()) {
      if (!(address(url) instanceof InetSocketAddress tcp)) {
        throw new ConfigException(
            "members are served over http and https only; --listen-peer-urls has " + url);
      }
      if (isSecure(url) == secure) {
        addresses.add(tcp);
      }
    }
    return new ArrayList<>(addresses);
  }

  private static boolean isSecure(URI url) {
    return url.getScheme().equals("https") || url.getScheme().equals("unixs");
  }

  private static SocketAddress address(URI url) throws IOException {
    if (url.getScheme().startsWith("unix")) {
      // As in etcd: unix://a/b is the path a/b, unix:///a/b the path /a/b.
      String first = url.getRawAuthority() == null ? "" : url.getRawAuthority();
      return UnixDomainSocketAddress.of(first + url.getPath());
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

  static IOException cannotListen(SocketAddress address, IOException cause) {
    return new IOException(
        "cannot listen on "
            + (address instanceof InetSocketAddress tcp
                ? tcp.getAddress().getHostAddress() + ":" + tcp.getPort()
                : address)
            + ": "
            + cause.getMessage(),
        cause);
  }
}
