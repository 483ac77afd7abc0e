package dev.balsa.server.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.BufferPoolsExports;
import io.prometheus.client.hotspot.ClassLoadingExports;
import io.prometheus.client.hotspot.GarbageCollectorExports;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import io.prometheus.client.hotspot.ThreadExports;
import io.prometheus.client.hotspot.VersionInfoExports;
import java.io.IOException;
import java.io.Writer;

/**
 * All series of one server. Thread-safe. Nothing here is static, so servers in one JVM count apart.
 */
public final class Metrics {

  private final CollectorRegistry registry = new CollectorRegistry();

  /** Consensus, requests, health. */
  public final ServerMetrics server;

  /** The log and the backend on disk. */
  public final DiskMetrics disk;

  /** The key space, its compaction and its watchers. */
  public final MvccMetrics mvcc;

  /** Leases. */
  public final LeaseMetrics lease;

  /** Users and roles. */
  public final AuthMetrics auth;

  /** Backups that the member takes by itself. */
  public final BackupMetrics backup;

  /** The storage engine. */
  public final RocksMetrics rocks;

  /** Scrapes. */
  public final ScrapeMetrics scrapes;

  /** Bytes to and from clients and peers. */
  public final NetworkMetrics network;

  /** gRPC calls by method and code. */
  public final RpcMetrics rpc;

  /** Series of a server that does not measure each call's duration ({@code --metrics=basic}). */
  public Metrics() {
    this(false);
  }

  /**
   * @param extensive whether {@code grpc_server_handling_seconds} exists, a histogram for every
   *     method
   */
  public Metrics(boolean extensive) {
    Series series = new Series(registry);
    server = new ServerMetrics(series);
    disk = new DiskMetrics(series);
    mvcc = new MvccMetrics(series);
    lease = new LeaseMetrics(series);
    network = new NetworkMetrics(series);
    rpc = new RpcMetrics(series, extensive);
    auth = new AuthMetrics(series);
    backup = new BackupMetrics(series);
    rocks = new RocksMetrics(registry);
    scrapes = new ScrapeMetrics(series);
    new LegacyMetrics(series);
    new ProcessMetrics(series);
    new GoMetrics(registry);
    registerRuntime();
  }

  /**
   * The process and the JVM. Allocation tracking is left out: it hooks listeners that outlive the
   * server.
   */
  private void registerRuntime() {
    new StandardExports().register(registry);
    new MemoryPoolsExports().register(registry);
    new BufferPoolsExports().register(registry);
    new GarbageCollectorExports().register(registry);
    new ThreadExports().register(registry);
    new ClassLoadingExports().register(registry);
    new VersionInfoExports().register(registry);
  }

  /** The registry, for an embedder who adds series or scrapes in another way. */
  public CollectorRegistry registry() {
    return registry;
  }

  /**
   * Writes everything in Prometheus' text format 0.0.4. Takes milliseconds: not for an event loop.
   */
  public void write(Writer out) throws IOException {
    new TextWriter(out, false).write(registry.metricFamilySamples());
  }

  /** Writes everything as OpenMetrics 1.0.0. Takes milliseconds: not for an event loop. */
  public void writeOpenMetrics(Writer out) throws IOException {
    new TextWriter(out, true).write(registry.metricFamilySamples());
  }
}
