package dev.balsa.server.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * {@code balsa_rocksdb_*}: what the storage engine says of itself, asked when somebody scrapes. A
 * gauge each; shows nothing until {@link #from} is called.
 */
public final class RocksMetrics extends Collector {

  private static final String PREFIX = "balsa_rocksdb_";

  private volatile Supplier<Map<String, Long>> source = Map::of;

  RocksMetrics(CollectorRegistry registry) {
    register(registry);
  }

  /**
   * Says where the figures come from.
   *
   * @param newSource figures by RocksDB's names without their prefix, such as {@code
   *     block-cache-usage}
   */
  public void from(Supplier<Map<String, Long>> newSource) {
    source = newSource;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<MetricFamilySamples> all = new ArrayList<>();
    new TreeMap<>(source.get())
        .forEach(
            (property, value) -> {
              String name = PREFIX + property.replace('-', '_');
              all.add(
                  new MetricFamilySamples(
                      name,
                      Type.GAUGE,
                      "RocksDB's own figure " + property + ", all column families together.",
                      List.of(new MetricFamilySamples.Sample(name, List.of(), List.of(), value))));
            });
    return all;
  }
}
