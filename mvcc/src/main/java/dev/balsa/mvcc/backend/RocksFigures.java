package dev.balsa.mvcc.backend;

import java.util.List;

/** The properties of RocksDB that are worth showing, without their prefix. */
final class RocksFigures {

  /** A column family each; told summed up. */
  static final List<String> SUMMED =
      List.of(
          "cur-size-all-mem-tables",
          "estimate-live-data-size",
          "estimate-num-keys",
          "estimate-pending-compaction-bytes",
          "estimate-table-readers-mem",
          "live-sst-files-size",
          "num-immutable-mem-table",
          "total-sst-files-size");

  /** One for the whole database. */
  static final List<String> SHARED =
      List.of(
          "actual-delayed-write-rate",
          "background-errors",
          "block-cache-capacity",
          "block-cache-pinned-usage",
          "block-cache-usage",
          "is-write-stopped",
          "num-running-compactions",
          "num-running-flushes",
          "num-snapshots",
          "oldest-snapshot-time");

  private RocksFigures() {}
}
