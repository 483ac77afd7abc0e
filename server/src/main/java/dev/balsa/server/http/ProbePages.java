package dev.balsa.server.http;

import dev.balsa.server.metrics.ServerMetrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code /livez} and {@code /readyz}: a page that runs every check and a page for each check.
 *
 * <p>{@code ?exclude=NAME} leaves a check out, {@code ?verbose} lists those that passed; failures
 * are listed always.
 */
final class ProbePages {

  private static final System.Logger LOG = System.getLogger(ProbePages.class.getName());
  private static final int UNAVAILABLE = 503;

  /** A question; answered once with null or what is wrong. */
  @FunctionalInterface
  interface Check {
    void run(Consumer<String> reply);
  }

  private final String type;
  private final ServerMetrics metrics;
  private final Map<String, Check> checks = new LinkedHashMap<>();

  private ProbePages(String type, ServerMetrics metrics) {
    this.type = type;
    this.metrics = metrics;
  }

  /** Is the process alive, or should it be restarted? */
  static ProbePages livez(HealthChecks checks, ServerMetrics metrics) {
    return new ProbePages("livez", metrics).with("serializable_read", checks::serializableRead);
  }

  /** Can clients be sent here? */
  static ProbePages readyz(HealthChecks checks, ServerMetrics metrics) {
    return new ProbePages("readyz", metrics)
        .with("data_corruption", checks::noCorruption)
        .with("serializable_read", checks::serializableRead)
        .with("linearizable_read", checks::linearizableRead)
        .with("non_learner", checks::notLearner);
  }

  private ProbePages with(String name, Check check) {
    checks.put(name, check);
    metrics.healthcheck.labels(type, name).set(0);
    metrics.healthchecks.labels(type, name, "success");
    metrics.healthchecks.labels(type, name, "error");
    return this;
  }

  void addTo(Map<String, HttpPage> pages) {
    pages.put("/" + type, this::all);
    for (String name : checks.keySet()) {
      pages.put("/" + type + "/" + name, (query, reply) -> run(List.of(name), query, reply));
    }
  }

  private void all(HttpQuery query, Consumer<HttpAnswer> reply) {
    List<String> names = new ArrayList<>(checks.keySet());
    for (String excluded : query.all("exclude")) {
      if (!names.remove(excluded)) {
        LOG.log(System.Logger.Level.WARNING, "cannot exclude the unknown check " + excluded);
      }
    }
    run(names, query, reply);
  }

  private void run(List<String> names, HttpQuery query, Consumer<HttpAnswer> reply) {
    new Run(names, query.has("verbose"), reply).next();
  }

  /** One run over some checks, one after another, on whichever thread answers the last one. */
  private final class Run {
    private final List<String> names;
    private final boolean verbose;
    private final Consumer<HttpAnswer> reply;
    private final StringBuilder report = new StringBuilder();
    private int at;
    private boolean failed;

    Run(List<String> names, boolean verbose, Consumer<HttpAnswer> reply) {
      this.names = names;
      this.verbose = verbose;
      this.reply = reply;
    }

    void next() {
      if (at == names.size()) {
        reply.accept(answer());
        return;
      }
      String name = names.get(at++);
      checks
          .get(name)
          .run(
              failure -> {
                note(name, failure);
                next();
              });
    }

    private void note(String name, String failure) {
      failed |= failure != null;
      report
          .append(failure == null ? "[+]" : "[-]")
          .append(name)
          .append(failure == null ? " ok" : " failed: " + failure)
          .append('\n');
      metrics.healthcheck.labels(type, name).set(failure == null ? 1 : 0);
      metrics.healthchecks.labels(type, name, failure == null ? "success" : "error").inc();
    }

    private HttpAnswer answer() {
      if (failed) {
        return HttpAnswer.error(UNAVAILABLE, report.toString());
      }
      return HttpAnswer.ok(HttpAnswer.PLAIN_TEXT, (verbose ? report : "") + "ok\n");
    }
  }
}
