package dev.balsa.server.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * A gauge whose value is read from its owner when somebody scrapes, so that a hot path need not
 * report it.
 *
 * <p>Shows 0 until {@link #from} is called. The supplier must be callable from any thread.
 */
public final class SampledGauge extends Collector {

  private final String name;
  private final String help;
  private volatile DoubleSupplier source = () -> 0;

  SampledGauge(CollectorRegistry registry, String name, String help) {
    this.name = name;
    this.help = help;
    register(registry);
  }

  /** Says where the value comes from. */
  public void from(DoubleSupplier newSource) {
    source = newSource;
  }

  /** Fixes the value. */
  public void set(double value) {
    source = () -> value;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    return List.of(
        new MetricFamilySamples(
            name,
            Type.GAUGE,
            help,
            List.of(
                new MetricFamilySamples.Sample(name, List.of(), List.of(), source.getAsDouble()))));
  }
}
