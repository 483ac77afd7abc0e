package dev.balsa.server;

import dev.balsa.mvcc.MvccException;
import dev.balsa.server.api.ApiServices;
import dev.balsa.server.api.ApiSettings;
import dev.balsa.server.api.BundleMark;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.DiscoverySettings;
import dev.balsa.server.config.LimitSettings;
import dev.balsa.server.config.LoggingSettings;
import dev.balsa.server.config.MonitoringSettings;
import dev.balsa.server.env.AgentHandle;
import dev.balsa.server.env.Environment;
import dev.balsa.server.http.HttpPages;
import dev.balsa.server.http.HttpPort;
import dev.balsa.server.http.ListenSettings;
import dev.balsa.server.http.Listener;
import dev.balsa.server.logging.Log;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.node.Member;
import dev.balsa.server.node.MemberConfig;
import dev.balsa.server.node.MemberRemovedException;
import dev.balsa.server.node.NodeConfig;
import dev.balsa.server.node.Replica;
import dev.balsa.server.node.StartException;
import dev.balsa.server.node.StoreHome;
import dev.balsa.server.peer.PeerTiming;
import dev.balsa.server.tls.TlsServer;
import dev.balsa.server.tracing.Tracing;
import dev.balsa.wal.Wal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One member of a cluster, serving clients.
 *
 * <pre>{@code
 * BalsaConfig config =
 *     BalsaConfig.builder().set(MemberSettings.DATA_DIR, "/var/lib/balsa").build();
 * try (BalsaServer server = BalsaServer.start(config)) {
 *   server.awaitTermination();
 * }
 * }</pre>
 *
 * <p>Thread-safe. Any number of servers may live in one JVM, one after the other or side by side;
 * {@link #close()} leaves no thread, file or native memory behind.
 */
public final class BalsaServer implements AutoCloseable {

  private static final Log LOG = Log.of(BalsaServer.class);

  /** How long a leader that stops waits for another one. */
  private static final long HAND_OVER_MILLIS = 500;

  private final Environment environment;
  private final StoreHome home;
  private final Member member;

  /** Null where other members are reached in another way than through a port. */
  private final PeerDoor peerDoor;

  private final ClientDoors doors;

  /** Null if who watches over the member comes through the client port. */
  private final HttpPort monitoring;

  /** Null if calls are not recorded. */
  private final Tracing tracing;

  /** Null if the member takes no backups by itself. */
  private final AgentHandle backups;

  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Throwable> ended = new CompletableFuture<>();

  private BalsaServer(
      Environment environment,
      StoreHome home,
      Member member,
      PeerDoor peerDoor,
      ClientDoors doors,
      HttpPort monitoring,
      Tracing tracing,
      AgentHandle backups) {
    this.environment = environment;
    this.monitoring = monitoring;
    this.tracing = tracing;
    this.backups = backups;
    this.peerDoor = peerDoor;
    this.home = home;
    this.member = member;
    this.doors = doors;
    CompletableFuture<Void> unused = member.failure().thenAccept(this::stopBecauseOf);
  }

  /**
   * Starts a member and returns when clients are served.
   *
   * @throws dev.balsa.server.config.ConfigException if the settings contradict what is found
   * @throws IOException if it cannot start: a port or directory is in use, files are damaged, the
   *     disk fails; the message is one line for the operator
   */
  public static BalsaServer start(BalsaConfig config) throws IOException {
    requireFreePorts(config);
    return start(config, Surroundings.ofTheMachine(config));
  }

  private static void requireFreePorts(BalsaConfig config) throws IOException {
    ListenAddresses.requireFree(ListenAddresses.of(config).tcpAddresses());
    if (expectsPeers(config)) {
      ListenAddresses.requireFree(ListenAddresses.forPeers(config));
    }
  }

  /**
   * Starts a member somewhere else than on the bare machine.
   *
   * @param surroundings belong to the server from here on, whether it starts or not
   * @throws IOException as {@link #start(BalsaConfig)} does
   */
  public static BalsaServer start(BalsaConfig config, Surroundings surroundings)
      throws IOException {
    return start(config, surroundings, new CompletableFuture<>());
  }

  /**
   * The same for who may change their mind while the member waits for a majority.
   *
   * @param givenUp completes when nobody wants the member to start any longer
   * @throws StartException if that came first
   */
  public static BalsaServer start(
      BalsaConfig config, Surroundings surroundings, CompletableFuture<Void> givenUp)
      throws IOException {
    Parts parts = new Parts(surroundings, givenUp);
    try {
      return parts.start(config);
    } catch (IOException | RuntimeException | Error e) {
      parts.close();
      if (e instanceof MemberRemovedException) {
        tellRemoved(e);
      }
      if (e instanceof MvccException damage) {
        throw new StartException(damage.getMessage(), damage);
      }
      throw e;
    }
  }

  /** What has been started so far, to be closed in the opposite order if the next part fails. */
  private static final class Parts {
    private final Surroundings surroundings;
    private final CompletableFuture<Void> givenUp;
    private final Environment environment;
    private Member member;

    /** Null where other members are reached in another way. */
    private PeerDoor peerDoor;

    /** Null if who watches over the member comes through the client port. */
    private HttpPort monitoring;

    /** Null if calls are not recorded. */
    private Tracing tracing;

    private Parts(Surroundings surroundings, CompletableFuture<Void> givenUp) {
      this.surroundings = surroundings;
      this.givenUp = givenUp;
      this.environment = surroundings.environment();
    }

    private BalsaServer start(BalsaConfig config) throws IOException {
      Metrics metrics = new Metrics(config.get(MonitoringSettings.METRICS).equals("extensive"));
      TlsServer tls =
          surroundings.listens() ? TlsPlans.forClients(config, environment.clock()) : null;
      ListenSettings listen =
          surroundings.listens() ? ListenAddresses.of(config).withTls(tls) : null;
      tracing = Traces.start(config, environment.clock());
      startMember(config, metrics);
      Replica replica = member.replica();
      Gauges.connect(metrics, member, config);
      ApiSettings settings = apiSettings(config);
      HttpPages pages =
          new HttpPages(
              replica, settings, metrics, surroundings.logLevel(), config.showsProfiles());
      if (peerDoor != null) {
        peerDoor.transport().tellsVersion(pages::version);
      }
      List<Listener> watched = ListenAddresses.forMonitoring(config);
      if (surroundings.listens() && !watched.isEmpty()) {
        monitoring = HttpPort.forMonitoring(watched, tls, pages.forMonitoring());
      }
      member.repairs().forEach(repair -> LOG.warn(repair));
      StartWait wait = new StartWait(member, givenUp);
      wait.untilReady();
      if (config.initialCorruptCheck()) {
        wait.untilCompared();
      }
      ApiServices api =
          new ApiServices(
              replica,
              settings,
              metrics,
              environment.clock()::nanoTime,
              tracing,
              new BundleMark(environment.secrets("bundles")));
      ClientDoors doors =
          ClientDoors.open(surroundings, listen, ListenAddresses.forHttp(config), api, pages);
      BalsaServer server =
          new BalsaServer(
              environment,
              surroundings.home(),
              member,
              peerDoor,
              doors,
              monitoring,
              tracing,
              Backups.start(config, environment, metrics, replica));
      tellReady(doors, replica);
      return server;
    }

    private void tellReady(ClientDoors doors, Replica replica) {
      String memberId = Long.toHexString(replica.memberId());
      String clusterId = Long.toHexString(replica.clusterId());
      long revision = replica.view().revision();
      for (String endpoint : doors.endpoints()) {
        LOG.info(
            "ready to serve client requests",
            "address",
            endpoint.substring(endpoint.indexOf("://") + 3),
            "member-id",
            memberId,
            "cluster-id",
            clusterId,
            "revision",
            revision);
      }
      if (surroundings.entrance().isPresent()) {
        LOG.info(
            "ready to serve clients of this JVM",
            "member-id",
            memberId,
            "cluster-id",
            clusterId,
            "revision",
            revision);
      }
    }

    private void startMember(BalsaConfig config, Metrics metrics) throws IOException {
      StoreHome home = surroundings.home();
      MemberConfig plan = MemberPlan.of(config, surroundings.log());
      if (surroundings.peers().isPresent()) {
        ClusterDiscovery.refuse(config);
        member = Member.start(plan, environment, home, metrics, surroundings.peers().get());
        return;
      }
      peerDoor = new PeerDoor(config, timing(plan.node()), environment, metrics);
      plan =
          new FirstStart(config, peerDoor.transport())
              .plan(surroundings.log(), Wal.exists(environment.disk(), config.walDir()));
      member = Member.start(plan, environment, home, metrics, peerDoor.transport());
      if (expectsPeers(config)) {
        peerDoor.open();
      }
    }

    private static PeerTiming timing(NodeConfig node) {
      return PeerTiming.of(node.tickNanos(), node.electionTicks(), node.requestTimeoutNanos());
    }

    private void close() {
      if (monitoring != null) {
        monitoring.close();
      }
      if (peerDoor != null) {
        peerDoor.close();
      }
      if (member != null) {
        member.close();
      } else if (peerDoor != null) {
        peerDoor.transport().close();
      }
      if (tracing != null) {
        tracing.close();
      }
      environment.close();
      surroundings.home().close();
    }
  }

  private static ApiSettings apiSettings(BalsaConfig config) {
    return new ApiSettings(
        config.apiVersion(),
        config.apiVersion(),
        config.get(LimitSettings.MAX_REQUEST_BYTES),
        Math.toIntExact(config.get(LimitSettings.MAX_TXN_OPS)),
        config.quotaBytes(),
        config.electionTimeout().toMillis(),
        config.get(LoggingSettings.WARNING_UNARY_REQUEST_DURATION).toNanos());
  }

  /** What is listened on for clients, with the ports that were chosen. */
  public List<InetSocketAddress> clientAddresses() {
    return doors.addresses();
  }

  /** What is listened on for who watches over the member; empty if nothing of its own. */
  public List<InetSocketAddress> monitoringAddresses() {
    return monitoring == null ? List.of() : monitoring.addresses();
  }

  /** What is listened on for HTTP alone; empty if HTTP is served on the client port. */
  public List<InetSocketAddress> httpAddresses() {
    return doors.httpAddresses();
  }

  /** The first port that clients are served on, the chosen one where the setting said 0. */
  public int clientPort() {
    return clientAddresses().get(0).getPort();
  }

  /** What clients may be given as an endpoint: the first place that is listened at. */
  public String endpoint() {
    return endpoints().get(0);
  }

  /** What clients may be given as endpoints, such as {@code https://127.0.0.1:2379}. */
  public List<String> endpoints() {
    return doors.endpoints();
  }

  /** The running member, for those who embed it. */
  public Replica replica() {
    return member.replica();
  }

  /** Returns when the server has stopped: closed, or by itself because it cannot go on. */
  public void awaitTermination() {
    ended.join();
  }

  /** Whether the others are known to come: else the peer port opens when they do. */
  private static boolean expectsPeers(BalsaConfig config) {
    return config.initialCluster().peerUrls().size() > 1
        || DiscoverySettings.isAskedFor(config)
        || FirstStart.joins(config);
  }

  /** In etcd's words. */
  private static void tellRemoved(Throwable cause) {
    LOG.warn("server error", "error", cause.getMessage());
    LOG.warn("data-dir used by this member must be removed");
  }

  /** Whether the server stopped because its member was removed from the cluster. */
  public boolean wasRemoved() {
    return member.failure().isDone() && member.failure().join() instanceof MemberRemovedException;
  }

  private void stopBecauseOf(Throwable cause) {
    if (cause instanceof MemberRemovedException) {
      tellRemoved(cause);
    } else {
      LOG.error("this member cannot go on and stops; what was acknowledged is safe", cause);
    }
    // The failed agent reports on its own thread, which close() waits for: somebody else has to
    // close.
    Thread closer = new Thread(this::close, "balsa-close");
    closer.setDaemon(true);
    closer.start();
  }

  /** A cluster that has to find out by itself that its leader is gone stands still meanwhile. */
  private void handOver() {
    if (member.failure().isDone()) {
      return;
    }
    try {
      member.handOver().get(HAND_OVER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("closing without having handed leadership over");
    }
  }

  /**
   * Stops: no new requests, those under way are answered, then everything is closed. Leadership is
   * handed over first. Idempotent.
   */
  @Override
  public void close() {
    close(
        () -> {
          handOver();
          doors.drain();
        });
  }

  /** The same without handing over: for the end of a whole cluster. */
  public void closeWithCluster() {
    close(doors::drain);
  }

  /**
   * Ends as a process does that is killed: clients' connections break without a word.
   *
   * @param whenUnheard called when clients hear no more of this member, and before it stops
   */
  public void breakOff(Runnable whenUnheard) {
    close(
        () -> {
          doors.breakOff();
          whenUnheard.run();
        });
  }

  /** Whether the server has stopped: closed, or by itself because it cannot go on. */
  public boolean hasEnded() {
    return ended.isDone();
  }

  private void close(Runnable farewell) {
    if (!closing.compareAndSet(false, true)) {
      ended.join();
      return;
    }
    try {
      farewell.run();
      if (peerDoor != null) {
        peerDoor.close();
      }
      if (backups != null) {
        backups.close();
      }
      member.close(); // answers what still waits for it, in etcd's words
      doors.close();
      if (monitoring != null) {
        monitoring.close();
      }
      if (tracing != null) {
        tracing.close();
      }
      environment.close();
      home.close();
    } finally {
      ended.complete(null);
    }
  }
}
