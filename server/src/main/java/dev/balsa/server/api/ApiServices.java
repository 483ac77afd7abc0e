package dev.balsa.server.api;

import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.node.Replica;
import dev.balsa.server.tracing.Tracing;
import io.grpc.HandlerRegistry;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Everything that one member serves over gRPC, ready to be added to any gRPC server whose executor
 * is {@code directExecutor}: no handler ever blocks. Thread-safe.
 */
public final class ApiServices {

  private final OpenStreams streams;
  private final WaitingCalls waiting = new WaitingCalls();
  private final HealthService health = new HealthService();
  private final ApiSettings settings;
  private final BundleMark bundleMark;
  private final Predicate<Runnable> background;
  private final List<ServerServiceDefinition> services;
  private final HandlerRegistry unknownMethods;

  /**
   * The services of a member whose calls nobody records.
   *
   * @param nanoTime a clock for measuring how long calls take
   * @param bundleMark what ports shall know bundles of messages by
   */
  public ApiServices(
      Replica replica,
      ApiSettings settings,
      Metrics metrics,
      LongSupplier nanoTime,
      BundleMark bundleMark) {
    this(replica, settings, metrics, nanoTime, null, bundleMark);
  }

  /**
   * @param nanoTime a clock for measuring how long calls take
   * @param tracing records calls; null to record none
   * @param bundleMark what ports shall know bundles of messages by
   */
  public ApiServices(
      Replica replica,
      ApiSettings settings,
      Metrics metrics,
      LongSupplier nanoTime,
      Tracing tracing,
      BundleMark bundleMark) {
    this.bundleMark = bundleMark;
    this.background = replica::execute;
    ApiContext context = new ApiContext(replica, settings, metrics, nanoTime, tracing);
    this.settings = settings;
    this.streams = new OpenStreams(replica);
    Binder binder = new Binder(context, streams);
    this.services =
        List.of(
            new KvService(context).bind(binder),
            new WatchService(context).bind(binder),
            new LeaseService(context).bind(binder),
            new ClusterService(context).bind(binder),
            new AuthService(context).bind(binder),
            new MaintenanceService(context).bind(binder),
            new LockService(context, waiting).bind(binder),
            new ElectionService(context, waiting).bind(binder),
            health.bind(binder));
    this.unknownMethods =
        new UnknownMethods(
            services.stream()
                .map(service -> service.getServiceDescriptor().getName())
                .collect(Collectors.toSet()));
  }

  /** The services. */
  public List<ServerServiceDefinition> services() {
    return services;
  }

  /** Answers everything else. */
  public HandlerRegistry unknownMethods() {
    return unknownMethods;
  }

  /** What ports shall know bundles of messages by, to take them apart. */
  public BundleMark bundleMark() {
    return bundleMark;
  }

  /**
   * Runs what would hold up the connections of an event loop, as long reads are.
   *
   * @return false if there is too much to do already; the task was not taken
   */
  public boolean execute(Runnable task) {
    return background.test(task);
  }

  /** The limits that the services keep. */
  public ApiSettings settings() {
    return settings;
  }

  /** Says in the health service whether clients are served; they are not until told so. */
  public void serving(boolean serves) {
    health.set(serves);
  }

  /** One election timeout has passed: streams that need a leader may have to end. One thread. */
  public void tick() {
    streams.tick();
  }

  /**
   * Ends all streams and all calls that wait for others with "server stopped", those that come
   * later too. Other calls under way go on.
   */
  public void stop() {
    health.set(false);
    streams.stop();
    waiting.stop();
  }

  /** How many streaming calls are open. */
  public int openStreams() {
    return streams.size();
  }
}
