package dev.balsa.server.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * One place to listen at.
 *
 * @param address {@link InetSocketAddress}, with port 0 for any free port, or {@link
 *     UnixDomainSocketAddress}
 * @param plain whether those who come without TLS are served
 * @param secure whether those who come with TLS are served
 */
public record Listener(SocketAddress address, boolean plain, boolean secure) {

  /** Without TLS. */
  public static Listener plain(InetSocketAddress address) {
    return new Listener(address, true, false);
  }

  /** The same place for those who come to either. */
  public Listener and(Listener other) {
    return new Listener(address, plain || other.plain, secure || other.secure);
  }

  /** Whether both can be served by one gRPC server. */
  boolean isLike(Listener other) {
    return plain == other.plain && secure == other.secure && isUnix() == other.isUnix();
  }

  boolean isUnix() {
    return address instanceof UnixDomainSocketAddress;
  }

  /** What clients dial, once the port is known. */
  String endpoint(SocketAddress open) {
    if (open instanceof InetSocketAddress tcp) {
      String host = tcp.getAddress().getHostAddress();
      return (secure ? "https://" : "http://")
          + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
          + ":"
          + tcp.getPort();
    }
    return (secure ? "unixs://" : "unix://") + open;
  }
}
