package dev.balsa.server.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Gauges with labels whose combinations and values are asked for when somebody scrapes: what is not
 * told any more is not shown any more. Shows nothing until {@link #from} is called.
 */
public final class SampledFamily extends Collector {

  /**
   * One gauge.
   *
   * @param labels the values of the labels, in the order of their names
   */
  public record Reading(List<String> labels, double value) {}

  private final String name;
  private final String help;
  private final List<String> labelNames;
  private volatile Supplier<List<Reading>> source = List::of;

  SampledFamily(CollectorRegistry registry, String name, String help, String... labelNames) {
    this.name = name;
    this.help = help;
    this.labelNames = List.of(labelNames);
    register(registry);
  }

  /** Says where the values come from; called from the threads that scrape. */
  public void from(Supplier<List<Reading>> newSource) {
    source = newSource;
  }

  /** Fixes one combination of labels with the value 1, in the place of all others. */
  public void only(String... labels) {
    List<Reading> one = List.of(new Reading(List.of(labels), 1));
    source = () -> one;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<MetricFamilySamples.Sample> samples = new ArrayList<>();
    for (Reading reading : source.get()) {
      samples.add(
          new MetricFamilySamples.Sample(name, labelNames, reading.labels(), reading.value()));
    }
    return List.of(new MetricFamilySamples(name, Type.GAUGE, help, samples));
  }
}
