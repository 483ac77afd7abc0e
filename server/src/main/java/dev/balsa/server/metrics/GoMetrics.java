package dev.balsa.server.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code go_*}: what dashboards for etcd ask a Go program, answered with what comes nearest in a
 * JVM. A goroutine is a thread; memory is the heap.
 */
final class GoMetrics extends Collector {

  private static final double MILLIS_PER_SECOND = 1e3;

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  GoMetrics(CollectorRegistry registry) {
    register(registry);
  }

  @Override
  public List<MetricFamilySamples> collect() {
    MemoryUsage heap = memory.getHeapMemoryUsage();
    MemoryUsage rest = memory.getNonHeapMemoryUsage();
    List<MetricFamilySamples> all = new ArrayList<>();
    all.add(gauge("go_goroutines", "Threads of the JVM.", threads.getThreadCount()));
    all.add(gauge("go_threads", "Threads of the JVM.", threads.getThreadCount()));
    all.add(gauge("go_memstats_alloc_bytes", "Bytes of the heap in use.", heap.getUsed()));
    all.add(gauge("go_memstats_heap_alloc_bytes", "Bytes of the heap in use.", heap.getUsed()));
    all.add(gauge("go_memstats_heap_inuse_bytes", "Bytes of the heap in use.", heap.getUsed()));
    all.add(
        gauge(
            "go_memstats_heap_idle_bytes",
            "Bytes of the heap that are held and free.",
            heap.getCommitted() - heap.getUsed()));
    all.add(
        gauge(
            "go_memstats_heap_sys_bytes",
            "Bytes of the heap, as the operating system gave them.",
            heap.getCommitted()));
    all.add(
        gauge(
            "go_memstats_sys_bytes",
            "Bytes that the JVM manages.",
            heap.getCommitted() + rest.getCommitted()));
    all.add(collections());
    all.add(version());
    return all;
  }

  private static MetricFamilySamples gauge(String name, String help, long value) {
    return family(name, Type.GAUGE, help, List.of(sample(name, (double) value)));
  }

  private static MetricFamilySamples collections() {
    double count = 0;
    double millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      count += Math.max(0, collector.getCollectionCount());
      millis += Math.max(0, collector.getCollectionTime());
    }
    String name = "go_gc_duration_seconds";
    return family(
        name,
        Type.SUMMARY,
        "Pauses of the garbage collector.",
        List.of(sample(name + "_sum", millis / MILLIS_PER_SECOND), sample(name + "_count", count)));
  }

  private static MetricFamilySamples version() {
    return family(
        "go_info",
        Type.GAUGE,
        "The version of Java.",
        List.of(
            new MetricFamilySamples.Sample(
                "go_info",
                List.of("version"),
                List.of("java" + System.getProperty("java.version")),
                1)));
  }

  private static MetricFamilySamples family(
      String name, Type type, String help, List<MetricFamilySamples.Sample> samples) {
    return new MetricFamilySamples(name, type, help, samples);
  }

  private static MetricFamilySamples.Sample sample(String name, double value) {
    return new MetricFamilySamples.Sample(name, List.of(), List.of(), value);
  }
}
