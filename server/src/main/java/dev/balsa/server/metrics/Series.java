package dev.balsa.server.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/** Makes series in one registry, a line each. */
final class Series {

  private final CollectorRegistry registry;

  Series(CollectorRegistry registry) {
    this.registry = registry;
  }

  /**
   * A counter; a name without {@code _total} must also be listed in {@link
   * TextWriter#BARE_COUNTERS}.
   */
  Counter counter(String name, String help, String... labels) {
    return Counter.build(name, help).labelNames(labels).withoutExemplars().register(registry);
  }

  Gauge gauge(String name, String help, String... labels) {
    return Gauge.build(name, help).labelNames(labels).register(registry);
  }

  SampledGauge sampled(String name, String help) {
    return new SampledGauge(registry, name, help);
  }

  SampledFamily sampledFamily(String name, String help, String... labels) {
    return new SampledFamily(registry, name, help, labels);
  }

  Histogram histogram(String name, String help, double[] buckets, String... labels) {
    return Histogram.build(name, help)
        .buckets(buckets)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }
}
