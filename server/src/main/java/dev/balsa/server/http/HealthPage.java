package dev.balsa.server.http;

import dev.balsa.server.apply.Alarm;
import dev.balsa.server.metrics.ServerMetrics;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code /health}: alarms, then leader, then a read. {@code ?exclude=NOSPACE} overlooks an alarm;
 * {@code ?serializable=true} asks about this member and not about the cluster.
 */
final class HealthPage implements HttpPage {

  private static final int UNAVAILABLE = 503;

  private final HealthChecks checks;
  private final ServerMetrics metrics;

  HealthPage(HealthChecks checks, ServerMetrics metrics) {
    this.checks = checks;
    this.metrics = metrics;
  }

  @Override
  public void get(HttpQuery query, Consumer<HttpAnswer> reply) {
    List<String> serializable = query.all("serializable");
    boolean local = !serializable.isEmpty() && serializable.get(0).equals("true");
    String alarm = alarm(query.all("exclude"));
    if (alarm != null) {
      finish(alarm, reply);
    } else if (!local && !checks.hasLeader()) {
      finish("RAFT NO LEADER", reply);
    } else if (local) {
      checks.serializableRead(failure -> finish(rangeError(failure), reply));
    } else {
      checks.linearizableRead(failure -> finish(rangeError(failure), reply));
    }
  }

  private String alarm(List<String> excluded) {
    for (Alarm alarm : checks.alarms()) {
      String name =
          switch (alarm.type()) {
            case Alarm.NOSPACE -> "NOSPACE";
            case Alarm.CORRUPT -> "CORRUPT";
            default -> "UNKNOWN";
          };
      if (!excluded.contains(name)) {
        return "ALARM " + name;
      }
    }
    return null;
  }

  private static String rangeError(String failure) {
    return failure == null ? null : "RANGE ERROR:" + failure;
  }

  private void finish(String reason, Consumer<HttpAnswer> reply) {
    if (reason == null) {
      metrics.healthSuccess.inc();
      reply.accept(HttpAnswer.ok(HttpAnswer.PLAIN_TEXT, "{\"health\":\"true\",\"reason\":\"\"}"));
    } else {
      metrics.healthFailures.inc();
      reply.accept(
          HttpAnswer.error(
              UNAVAILABLE, "{\"health\":\"false\",\"reason\":" + Json.quoted(reason) + "}"));
    }
  }
}
