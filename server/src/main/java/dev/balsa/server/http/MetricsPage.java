package dev.balsa.server.http;

import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.node.Replica;
import java.io.IOException;
import java.io.StringWriter;
import java.util.function.Consumer;

/**
 * {@code /metrics}: everything that is counted, as Prometheus' text, or as OpenMetrics where the
 * client likes that better. Gathered in the background: it asks the disk, too.
 */
final class MetricsPage implements HttpPage {

  private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_TYPE =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final Replica replica;
  private final Metrics metrics;

  MetricsPage(Replica replica, Metrics metrics) {
    this.replica = replica;
    this.metrics = metrics;
  }

  @Override
  public void get(HttpQuery query, Consumer<HttpAnswer> reply) {
    boolean open =
        weight(query.accept(), "application/openmetrics-text")
            > weight(query.accept(), "text/plain");
    metrics.scrapes.began();
    if (!replica.execute(() -> finish(gather(open), reply))) {
      finish(HttpAnswer.error(503, "too many requests"), reply);
    }
  }

  private void finish(HttpAnswer answer, Consumer<HttpAnswer> reply) {
    metrics.scrapes.ended(answer.status());
    reply.accept(answer);
  }

  private HttpAnswer gather(boolean open) {
    StringWriter text = new StringWriter();
    try {
      if (open) {
        metrics.writeOpenMetrics(text);
      } else {
        metrics.write(text);
      }
    } catch (IOException | RuntimeException e) {
      return HttpAnswer.error(500, "metrics: " + e);
    }
    return HttpAnswer.ok(open ? OPEN_TYPE : TEXT_TYPE, text.toString());
  }

  /**
   * How much a client likes a type, from 0 to 1 (RFC 9110, section 12.5.1): the best of all places
   * where the header has it.
   */
  static double weight(String accept, String type) {
    double best = 0;
    for (String range : accept.split(",", -1)) {
      String[] parts = range.split(";", -1);
      if (parts[0].strip().equalsIgnoreCase(type)) {
        best = Math.max(best, quality(parts));
      }
    }
    return best;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2));
        } catch (NumberFormatException e) {
          return 0; // a wish that cannot be read is none
        }
      }
    }
    return 1;
  }
}
