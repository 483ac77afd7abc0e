package dev.balsa.server.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/** {@code promhttp_*}: who asks for metrics is counted, too. Thread-safe. */
public final class ScrapeMetrics {

  private final Gauge inFlight;
  private final Counter.Child served;
  private final Counter.Child failed;
  private final Counter.Child refused;

  ScrapeMetrics(Series series) {
    inFlight =
        series.gauge(
            "promhttp_metric_handler_requests_in_flight", "Scrapes being answered right now.");
    Counter requests =
        series.counter(
            "promhttp_metric_handler_requests_total", "Scrapes by HTTP status code.", "code");
    served = requests.labels("200");
    failed = requests.labels("500");
    refused = requests.labels("503");
  }

  /** A scrape begins. */
  public void began() {
    inFlight.inc();
  }

  /** A scrape is answered with this HTTP status. */
  public void ended(int status) {
    inFlight.dec();
    (status == 200 ? served : status == 503 ? refused : failed).inc();
  }
}
