package dev.balsa.server.metrics;

import io.prometheus.client.Histogram;

/**
 * {@code etcd_disk_*} and {@code etcd_snap_*}: the log and the backend on disk. Durations are
 * seconds.
 */
public final class DiskMetrics {

  public final Histogram walFsyncSeconds;
  public final Histogram walWriteSeconds;

  /** A gauge by etcd's choice. */
  public final SampledGauge walWriteBytes;

  public final Histogram backendCommitSeconds;
  public final Histogram backendSnapshotSeconds;
  public final Histogram backendDefragSeconds;
  public final SampledGauge defragInflight;
  public final Histogram snapFsyncSeconds;
  public final Histogram snapDbFsyncSeconds;
  public final Histogram snapDbSaveSeconds;

  /** Rebalancing a tree, which this backend has no need of: never observed. */
  public final Histogram commitRebalanceSeconds;

  /** Spilling pages, which this backend has no need of: never observed. */
  public final Histogram commitSpillSeconds;

  /** The writing part of a commit, here all of it. */
  public final Histogram commitWriteSeconds;

  public final Histogram snapSaveSeconds;
  public final Histogram snapMarshalSeconds;

  DiskMetrics(Series series) {
    walFsyncSeconds =
        series.histogram(
            "etcd_disk_wal_fsync_duration_seconds",
            "How long the fsync of the log took.",
            Buckets.milliseconds());
    walWriteSeconds =
        series.histogram(
            "etcd_disk_wal_write_duration_seconds",
            "How long writing to the log took.",
            Buckets.milliseconds());
    walWriteBytes = series.sampled("etcd_disk_wal_write_bytes_total", "Bytes written to the log.");
    backendCommitSeconds =
        series.histogram(
            "etcd_disk_backend_commit_duration_seconds",
            "How long the backend's commit took.",
            Buckets.milliseconds());
    backendSnapshotSeconds =
        series.histogram(
            "etcd_disk_backend_snapshot_duration_seconds",
            "How long a snapshot of the backend took.",
            Buckets.doubling(0.01, 17));
    backendDefragSeconds =
        series.histogram(
            "etcd_disk_backend_defrag_duration_seconds",
            "How long defragmenting the backend took.",
            Buckets.doubling(0.1, 13));
    defragInflight =
        series.sampled("etcd_disk_defrag_inflight", "1 while the backend is defragmented.");
    snapFsyncSeconds =
        series.histogram(
            "etcd_snap_fsync_duration_seconds",
            "How long the fsync of a snapshot took.",
            Buckets.milliseconds());
    snapDbFsyncSeconds =
        series.histogram(
            "etcd_snap_db_fsync_duration_seconds",
            "How long the fsync of a received snapshot took.",
            Buckets.milliseconds());
    snapDbSaveSeconds =
        series.histogram(
            "etcd_snap_db_save_total_duration_seconds",
            "How long saving a received snapshot took.",
            Buckets.doubling(0.1, 10));
    commitRebalanceSeconds = commitPart(series, "rebalance");
    commitSpillSeconds = commitPart(series, "spill");
    commitWriteSeconds = commitPart(series, "write");
    snapSaveSeconds =
        series.histogram(
            "etcd_debugging_snap_save_total_duration_seconds",
            "How long saving a snapshot took.",
            Buckets.milliseconds());
    snapMarshalSeconds =
        series.histogram(
            "etcd_debugging_snap_save_marshalling_duration_seconds",
            "How long encoding a snapshot took.",
            Buckets.milliseconds());
  }

  private static Histogram commitPart(Series series, String part) {
    return series.histogram(
        "etcd_debugging_disk_backend_commit_" + part + "_duration_seconds",
        "How long the " + part + " part of the backend's commit took.",
        Buckets.milliseconds());
  }
}
