package dev.balsa.server.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/**
 * {@code etcd_mvcc_*} and {@code etcd_debugging_mvcc_*}: the key space, its compaction and its
 * watchers.
 */
public final class MvccMetrics {

  public final Counter ranges;
  public final Counter puts;
  public final Counter deletes;
  public final Counter txns;
  public final SampledGauge dbTotalSizeBytes;
  public final SampledGauge dbTotalSizeInUseBytes;
  public final SampledGauge dbOpenReadTransactions;

  /** Seconds. */
  public final Histogram hashSeconds;

  /** Seconds. */
  public final Histogram hashRevSeconds;

  public final SampledGauge keys;
  public final SampledGauge currentRevision;
  public final SampledGauge compactRevision;
  public final Gauge totalPutSizeBytes;

  /** Events sent to watchers. */
  public final Counter events;

  public final SampledGauge pendingEvents;
  public final SampledGauge watchers;
  public final SampledGauge watchStreams;

  /** Watchers that are behind: unsynced ones and those whose stream is not ready. */
  public final SampledGauge slowWatchers;

  /** Whole milliseconds of each deletion batch, the sleep between batches not included. */
  public final Histogram compactionPauseMillis;

  /** Milliseconds of a whole compaction. */
  public final Histogram compactionTotalMillis;

  public final Counter compactionKeys;

  /** Unix time in seconds of the last compaction. */
  public final SampledGauge compactionLast;

  /** Milliseconds. */
  public final Histogram indexCompactionPauseMillis;

  /** Seconds from having events to having handed them to the stream. */
  public final Histogram watchSendSeconds;

  /** The same, divided by the number of events. */
  public final Histogram watchSendPerEventSeconds;

  /** Seconds to hand over an answer to a create or cancel request. */
  public final Histogram watchControlSeconds;

  /** Seconds to hand over a progress notification. */
  public final Histogram watchProgressSeconds;

  MvccMetrics(Series series) {
    ranges = series.counter("etcd_mvcc_range_total", "Ranges seen by this member.");
    puts = series.counter("etcd_mvcc_put_total", "Puts seen by this member.");
    deletes = series.counter("etcd_mvcc_delete_total", "Deletes seen by this member.");
    txns = series.counter("etcd_mvcc_txn_total", "Transactions seen by this member.");
    dbTotalSizeBytes =
        series.sampled("etcd_mvcc_db_total_size_in_bytes", "Bytes that the store takes on disk.");
    dbTotalSizeInUseBytes =
        series.sampled(
            "etcd_mvcc_db_total_size_in_use_in_bytes", "Bytes of the store that hold live data.");
    dbOpenReadTransactions =
        series.sampled("etcd_mvcc_db_open_read_transactions", "Reads open in the backend.");
    hashSeconds =
        series.histogram(
            "etcd_mvcc_hash_duration_seconds",
            "How long hashing the store took.",
            Buckets.doubling(0.01, 15));
    hashRevSeconds =
        series.histogram(
            "etcd_mvcc_hash_rev_duration_seconds",
            "How long hashing the store up to a revision took.",
            Buckets.doubling(0.01, 15));
    keys = series.sampled("etcd_debugging_mvcc_keys_total", "Keys in the store.");
    currentRevision =
        series.sampled("etcd_debugging_mvcc_current_revision", "The current revision.");
    compactRevision =
        series.sampled("etcd_debugging_mvcc_compact_revision", "The compacted revision.");
    totalPutSizeBytes =
        series.gauge(
            "etcd_debugging_mvcc_total_put_size_in_bytes", "Bytes put as seen by this member.");
    events = series.counter("etcd_debugging_mvcc_events_total", "Events sent by this member.");
    pendingEvents =
        series.sampled("etcd_debugging_mvcc_pending_events_total", "Events waiting to be sent.");
    watchers = series.sampled("etcd_debugging_mvcc_watcher_total", "Watchers.");
    watchStreams = series.sampled("etcd_debugging_mvcc_watch_stream_total", "Watch streams.");
    slowWatchers =
        series.sampled("etcd_debugging_mvcc_slow_watcher_total", "Watchers that are behind.");
    compactionPauseMillis =
        series.histogram(
            "etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds",
            "How long a batch of a compaction held the store.",
            Buckets.doubling(1, 13));
    compactionTotalMillis =
        series.histogram(
            "etcd_debugging_mvcc_db_compaction_total_duration_milliseconds",
            "How long a compaction took in all.",
            Buckets.doubling(100, 14));
    compactionKeys =
        series.counter("etcd_debugging_mvcc_db_compaction_keys_total", "Revisions compacted away.");
    compactionLast =
        series.sampled(
            "etcd_debugging_mvcc_db_compaction_last", "The unix time of the last compaction.");
    indexCompactionPauseMillis =
        series.histogram(
            "etcd_debugging_mvcc_index_compaction_pause_duration_milliseconds",
            "How long the index was held by a compaction.",
            Buckets.doubling(0.5, 14));
    watchSendSeconds = sendLoop(series, "watch_stream");
    watchSendPerEventSeconds = sendLoop(series, "watch_stream", "_per_event");
    watchControlSeconds = sendLoop(series, "control_stream");
    watchProgressSeconds = sendLoop(series, "progress");
  }

  /**
   * Counts a transaction by its operations; one of a single operation counts as that operation
   * alone, as in etcd.
   */
  public void transaction(int rangeOps, int putOps, int deleteOps) {
    ranges.inc(rangeOps);
    puts.inc(putOps);
    deletes.inc(deleteOps);
    if (rangeOps + putOps + deleteOps > 1) {
      txns.inc();
    }
  }

  private static Histogram sendLoop(Series series, String part) {
    return sendLoop(series, part, "");
  }

  private static Histogram sendLoop(Series series, String part, String suffix) {
    return series.histogram(
        "etcd_debugging_server_watch_send_loop_" + part + "_duration" + suffix + "_seconds",
        "How long handing messages to a watch stream took.",
        Buckets.milliseconds());
  }
}
