package dev.balsa.server.metrics;

import java.util.List;

/**
 * {@code etcd_debugging_store_*}: etcd still shows the counters of its version 2 store, which
 * nobody can reach any more. There is no such store here either, so they stand at 0, for the
 * dashboards that ask for them.
 */
final class LegacyMetrics {

  private static final List<String> READS = List.of("get", "getRecursive");
  private static final List<String> WRITES =
      List.of("set", "create", "update", "delete", "compareAndSwap", "compareAndDelete");

  LegacyMetrics(Series series) {
    actions(series, "reads_total", "Reads of the version 2 store.", READS);
    actions(series, "reads_failed_total", "Failed reads of the version 2 store.", READS);
    actions(series, "writes_total", "Writes to the version 2 store.", WRITES);
    actions(series, "writes_failed_total", "Failed writes to the version 2 store.", WRITES);
    series.counter("etcd_debugging_store_expires_total", "Expired keys of the version 2 store.");
    series.counter(
        "etcd_debugging_store_watch_requests_total", "Watches of the version 2 store asked for.");
    series.gauge("etcd_debugging_store_watchers", "Watchers of the version 2 store.");
  }

  private static void actions(Series series, String name, String help, List<String> actions) {
    var counter = series.counter("etcd_debugging_store_" + name, help, "action");
    actions.forEach(counter::labels);
  }
}
