/**
 * What an operator sees: etcd's metric names, types, labels and buckets, so that dashboards and
 * alerts made for etcd work unchanged.
 *
 * <p>There is one {@link dev.balsa.server.metrics.Metrics} object per server with a registry of its
 * own; two servers in one JVM do not meet. Code that does something worth counting holds the group
 * it belongs to and calls a typed field:
 *
 * <pre>{@code
 * Metrics metrics = new Metrics();
 * metrics.disk.walFsyncSeconds.observe(0.0002);          // seconds
 * metrics.server.hasLeader.set(1);
 * metrics.mvcc.currentRevision.from(() -> store.view().revision());   // read when somebody scrapes
 * metrics.write(response);                               // Prometheus' text format 0.0.4
 * }</pre>
 *
 * <p>Two oddities of etcd are kept on purpose, because scrapers check them: some names end in
 * {@code _total} and are gauges, and some counters have no {@code _total}. The second is why {@link
 * dev.balsa.server.metrics.TextWriter} exists: the client library's own writer appends the suffix
 * and adds {@code _created} series that etcd does not have.
 */
package dev.balsa.server.metrics;
