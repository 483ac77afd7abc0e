package dev.balsa.server.http;

import dev.balsa.server.tls.TlsServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Where and how clients are served.
 *
 * @param listeners what to listen on
 * @param tls for those that serve TLS; null if none does
 * @param eventLoopThreads threads that serve all connections
 * @param keepAliveMinTime a client that pings more often than this is told to go away
 * @param keepAliveInterval how often the server pings a silent client; zero for never
 * @param keepAliveTimeout how long the server waits for the answer before it closes
 * @param maxConcurrentStreams calls at once on a connection
 * @param flowControlWindowBytes what a client may send on a connection before it has to wait; grows
 *     by itself where the round trip asks for more
 * @param http whom the HTTP side serves, and with what
 */
public record ListenSettings(
    List<Listener> listeners,
    TlsServer tls,
    int eventLoopThreads,
    Duration keepAliveMinTime,
    Duration keepAliveInterval,
    Duration keepAliveTimeout,
    long maxConcurrentStreams,
    int flowControlWindowBytes,
    HttpPolicy http) {

  private static final int DEFAULT_WINDOW_BYTES = 1 << 20;
  private static final int MAX_DEFAULT_THREADS = 8;
  private static final long UNLIMITED_STREAMS = 0xffff_ffffL;

  public ListenSettings {
    listeners = List.copyOf(listeners);
    if (listeners.isEmpty()) {
      throw new IllegalArgumentException("no address to listen on");
    }
    if (eventLoopThreads < 1) {
      throw new IllegalArgumentException("eventLoopThreads is " + eventLoopThreads);
    }
  }

  /** etcd's defaults on these addresses, without TLS. */
  public static ListenSettings on(List<InetSocketAddress> addresses) {
    return with(addresses.stream().map(Listener::plain).toList());
  }

  /** etcd's defaults. */
  public static ListenSettings with(List<Listener> listeners) {
    return new ListenSettings(
        listeners,
        null,
        Math.min(MAX_DEFAULT_THREADS, Runtime.getRuntime().availableProcessors()),
        Duration.ofSeconds(5),
        Duration.ofHours(2),
        Duration.ofSeconds(20),
        UNLIMITED_STREAMS,
        DEFAULT_WINDOW_BYTES,
        HttpPolicy.DEFAULT);
  }

  /** etcd's defaults on one address. */
  public static ListenSettings on(InetSocketAddress address) {
    return on(List.of(address));
  }

  /** The same with other keepalive times. */
  public ListenSettings withKeepAlive(Duration minTime, Duration interval, Duration timeout) {
    return new ListenSettings(
        listeners,
        tls,
        eventLoopThreads,
        minTime,
        interval,
        timeout,
        maxConcurrentStreams,
        flowControlWindowBytes,
        http);
  }

  /** The same with another limit of calls at once. */
  public ListenSettings withMaxConcurrentStreams(long streams) {
    return new ListenSettings(
        listeners,
        tls,
        eventLoopThreads,
        keepAliveMinTime,
        keepAliveInterval,
        keepAliveTimeout,
        streams,
        flowControlWindowBytes,
        http);
  }

  /** The same with another number of threads. */
  public ListenSettings withEventLoopThreads(int threads) {
    return new ListenSettings(
        listeners,
        tls,
        threads,
        keepAliveMinTime,
        keepAliveInterval,
        keepAliveTimeout,
        maxConcurrentStreams,
        flowControlWindowBytes,
        http);
  }

  /** The same with another HTTP side. */
  public ListenSettings withHttp(HttpPolicy policy) {
    return new ListenSettings(
        listeners,
        tls,
        eventLoopThreads,
        keepAliveMinTime,
        keepAliveInterval,
        keepAliveTimeout,
        maxConcurrentStreams,
        flowControlWindowBytes,
        policy);
  }

  /** The same with TLS for those that serve it. */
  public ListenSettings withTls(TlsServer server) {
    return new ListenSettings(
        listeners,
        server,
        eventLoopThreads,
        keepAliveMinTime,
        keepAliveInterval,
        keepAliveTimeout,
        maxConcurrentStreams,
        flowControlWindowBytes,
        http);
  }

  /** Every address of TCP that is listened on. */
  public List<InetSocketAddress> tcpAddresses() {
    return listeners.stream()
        .map(Listener::address)
        .filter(InetSocketAddress.class::isInstance)
        .map(InetSocketAddress.class::cast)
        .toList();
  }
}
