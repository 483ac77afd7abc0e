package dev.balsa.server.http;

import dev.balsa.server.api.ApiSettings;
import dev.balsa.server.logging.LogLevel;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.node.Replica;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The pages of one server and the paths they are found under. Thread-safe. */
public final class HttpPages {

  private static final String GET = "GET";

  private final Replica replica;
  private final ApiSettings settings;
  private final Map<String, HttpPage> pages = new HashMap<>();

  /** Null where there is nothing for who runs the server. */
  private final OperatorPages operator;

  /** The pages of a member that shows nothing but itself. */
  public HttpPages(Replica replica, ApiSettings settings, Metrics metrics) {
    this(replica, settings, metrics, Optional.empty(), false);
  }

  /**
   * All pages over one replica.
   *
   * @param logLevel lets root change how much is logged; empty where the log is not the process's
   * @param profiles whether root may look into the JVM ({@code --enable-pprof})
   */
  public HttpPages(
      Replica replica,
      ApiSettings settings,
      Metrics metrics,
      Optional<LogLevel> logLevel,
      boolean profiles) {
    this.replica = replica;
    this.settings = settings;
    this.operator = new OperatorPages(replica, logLevel, profiles);
    HealthChecks checks = new HealthChecks(replica);
    pages.put(
        "/version", (query, reply) -> reply.accept(HttpAnswer.ok(HttpAnswer.JSON, version())));
    pages.put("/health", new HealthPage(checks, metrics.server));
    pages.put("/metrics", new MetricsPage(replica, metrics));
    pages.put("/debug/vars", (query, reply) -> reply.accept(DebugVars.answer(replica)));
    ProbePages.livez(checks, metrics.server).addTo(pages);
    ProbePages.readyz(checks, metrics.server).addTo(pages);
  }

  private HttpPages(HttpPages whole, Predicate<String> kept) {
    this.replica = whole.replica;
    this.settings = whole.settings;
    this.operator = null;
    // Copied in any order: each page has a path of its own.
    whole.pages.forEach(
        (path, page) -> {
          if (kept.test(path)) {
            pages.put(path, page);
          }
        });
  }

  /** Those for who watches over the member: metrics, health and probes. */
  public HttpPages forMonitoring() {
    return new HttpPages(
        this,
        path ->
            path.equals("/metrics")
                || path.equals("/health")
                || path.startsWith("/livez")
                || path.startsWith("/readyz"));
  }

  /** The server ends: profiles of the JVM that are being made end with it. Idempotent. */
  public void stop() {
    if (operator != null) {
      operator.stop();
    }
  }

  /** Whether users are asked who they are. */
  boolean authEnabled() {
    return replica.authority().isEnabled();
  }

  /**
   * Answers a request.
   *
   * @param reply called once, on any thread
   */
  void serve(HttpRequestIn request, Consumer<HttpAnswer> reply) {
    HttpQuery query = request.query();
    HttpPage page = pages.get(query.path());
    if (operator != null && operator.owns(query.path())) {
      operator.serve(request, reply);
    } else if (page == null) {
      reply.accept(HttpAnswer.notFound());
    } else if (!query.method().equals(GET)) {
      reply.accept(HttpAnswer.methodNotAllowed(GET));
    } else {
      page.get(query, reply);
    }
  }

  /** What {@code /version} says. */
  public String version() {
    String cluster = replica.clusterVersion();
    return "{\"etcdserver\":"
        + Json.quoted(settings.serverVersion())
        + ",\"etcdcluster\":"
        + Json.quoted(cluster == null ? "not_decided" : cluster)
        + ",\"storage\":"
        + Json.quoted(
            replica.downgrade().enabled()
                ? replica.downgrade().targetVersion()
                : settings.storageVersion())
        + "}";
  }
}
