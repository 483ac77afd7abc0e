package dev.balsa.server.http;

import dev.balsa.server.api.ApiServices;
import dev.balsa.server.api.UnreadAnswers;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The open sockets on which clients are served. Thread-safe. */
public final class ClientPort implements AutoCloseable {

  private static final long GRACE_MILLIS = 300;
  private static final long FORCE_MILLIS = 300;

  private final List<Listening> listenings;
  private final List<SocketAddress> addresses;
  private final List<String> endpoints;
  private final EventLoops loops;
  private final ApiServices api;
  private final Future<?> ticks;

  private ClientPort(
      ListenSettings settings, List<Listening> listenings, EventLoops loops, ApiServices api) {
    this.listenings = List.copyOf(listenings);
    this.addresses = new ArrayList<>();
    this.endpoints = new ArrayList<>();
    findAddresses(settings.listeners());
    this.loops = loops;
    this.api = api;
    long tickMillis = api.settings().electionTimeoutMillis();
    this.ticks =
        loops
            .group()
            .next()
            .scheduleAtFixedRate(api::tick, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
  }

  /** In the order of the settings, whichever server they came to. */
  private void findAddresses(List<Listener> asked) {
    Map<Listener, Deque<SocketAddress>> found = new HashMap<>();
    for (Listening listening : listenings) {
      List<SocketAddress> open = listening.addresses();
      for (int i = 0; i < open.size(); i++) {
        found
            .computeIfAbsent(listening.listeners().get(i), same -> new ArrayDeque<>())
            .add(open.get(i));
      }
    }
    for (Listener listener : asked) {
      SocketAddress open = found.get(listener).remove();
      addresses.add(open);
      endpoints.add(listener.endpoint(open));
    }
  }

  /**
   * Opens all sockets and serves.
   *
   * @param pages what HTTP/1.1 is answered with; null to speak gRPC alone
   * @throws IOException if one of the addresses cannot be listened on; none is open then
   */
  public static ClientPort open(ListenSettings settings, ApiServices api, HttpPages pages)
      throws IOException {
    return open(settings, api, pages, Optional.empty());
  }

  /**
   * The same with calls run elsewhere than on the event loop.
   *
   * @param calls runs what gRPC calls bring; empty for the event loop
   * @throws IOException if one of the addresses cannot be listened on; none is open then
   */
  public static ClientPort open(
      ListenSettings settings, ApiServices api, HttpPages pages, Optional<Executor> calls)
      throws IOException {
    return open(settings, api, pages, calls, UnreadAnswers.Total.forThisJvm());
  }

  /**
   * The same with another bound of what clients may leave unread.
   *
   * @throws IOException if one of the addresses cannot be listened on; none is open then
   */
  static ClientPort open(
      ListenSettings settings,
      ApiServices api,
      HttpPages pages,
      Optional<Executor> calls,
      UnreadAnswers.Total unread)
      throws IOException {
    EventLoops loops = new EventLoops(settings.eventLoopThreads());
    List<Listening> listenings = new ArrayList<>();
    try {
      UnixSockets.clear(settings.listeners());
      ServerMaker maker = new ServerMaker(settings, api, pages, loops, calls, unread);
      for (List<Listener> group : groups(settings.listeners())) {
        listenings.add(new Listening(maker.make(group).start(), group));
      }
      api.serving(true);
      return new ClientPort(settings, listenings, loops, api);
    } catch (IOException | RuntimeException e) {
      listenings.forEach(listening -> listening.server().shutdownNow());
      loops.close();
      throw e;
    }
  }

  /** Those that are alike together. */
  private static List<List<Listener>> groups(List<Listener> listeners) {
    List<List<Listener>> groups = new ArrayList<>();
    for (Listener listener : listeners) {
      groups.stream()
          .filter(group -> group.get(0).isLike(listener))
          .findFirst()
          .orElseGet(
              () -> {
                groups.add(new ArrayList<>());
                return groups.get(groups.size() - 1);
              })
          .add(listener);
    }
    return groups;
  }

  /**
   * What is listened on over TCP, in the order of the settings, with the ports that were chosen.
   */
  public List<InetSocketAddress> addresses() {
    return addresses.stream()
        .filter(InetSocketAddress.class::isInstance)
        .map(InetSocketAddress.class::cast)
        .toList();
  }

  /**
   * What clients may be given, in the order of the settings, such as {@code
   * https://127.0.0.1:2379}.
   */
  public List<String> endpoints() {
    return List.copyOf(endpoints);
  }

  /**
   * Begins to stop: no new connections, streams end with "server stopped", calls under way get
   * {@value #GRACE_MILLIS} ms. Idempotent.
   *
   * @return whether all calls have ended; else the member must answer those that are left before
   *     {@link #close}, which would break them off without a word of etcd's
   */
  public boolean drain() {
    ticks.cancel(false);
    listenings.forEach(listening -> listening.server().shutdown());
    api.stop();
    return awaitCalls(GRACE_MILLIS);
  }

  /** Breaks off all connections without a word. Idempotent. */
  public void breakOff() {
    ticks.cancel(false);
    listenings.forEach(listening -> listening.server().shutdownNow());
    api.stop();
  }

  private boolean awaitCalls(long millis) {
    try {
      boolean all = true;
      for (Listening listening : listenings) {
        all &= listening.server().awaitTermination(millis, TimeUnit.MILLISECONDS);
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Stops, and breaks off what is still under way. Returns with all threads ended. */
  @Override
  public void close() {
    try {
      if (!drain()) {
        listenings.forEach(listening -> listening.server().shutdownNow());
        awaitCalls(FORCE_MILLIS);
      }
      for (Listening listening : listenings) {
        UnixSockets.remove(listening.listeners());
      }
    } finally {
      loops.close();
    }
  }
}
