package dev.balsa.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** This member: its name, its directories, its addresses, its log. */
public final class MemberSettings {

  private MemberSettings() {}

  public static final Setting<String> NAME =
      Setting.of(
          "name",
          ValueTypes.text("NAME"),
          "default",
          "Name of this member for people, unique in its cluster; finds its own entry in --initial-cluster.");

  /** Empty for {@code <name>.etcd}; read it through {@link BalsaConfig#dataDir()}. */
  public static final Setting<String> DATA_DIR =
      Setting.of(
          "data-dir",
          ValueTypes.text("DIR"),
          "",
          "Where everything is kept. Default: <name>.etcd in the working directory.");

  /** Empty for a place inside the data directory; read it through {@link BalsaConfig#walDir()}. */
  public static final Setting<String> WAL_DIR =
      Setting.of(
          "wal-dir",
          ValueTypes.text("DIR"),
          "",
          "A directory of its own for the log, for example on a faster disk.");

  public static final Setting<List<URI>> LISTEN_CLIENT_URLS =
      Setting.of(
          "listen-client-urls",
          ValueTypes.urls(),
          "http://localhost:2379",
          "Where clients are served: IP addresses or localhost, each with a port.");

  public static final Setting<List<URI>> LISTEN_PEER_URLS =
      Setting.of(
          "listen-peer-urls",
          ValueTypes.urls(),
          "http://localhost:2380",
          "Where the other members are served: IP addresses or localhost, each with a port.");

  /** Entries applied between two snapshot marks in the log; 0 means the default. */
  public static final Setting<Long> SNAPSHOT_COUNT =
      Setting.of(
          "snapshot-count",
          ValueTypes.count(),
          "10000",
          "Log entries applied between two snapshots, after which older log files may go.");

  /** Entries that stay in memory behind a snapshot, for followers that lag a little. */
  public static final Setting<Long> SNAPSHOT_CATCHUP_ENTRIES =
      Setting.of(
              "snapshot-catchup-entries",
              ValueTypes.count(),
              "5000",
              "Log entries kept behind a snapshot, so that a follower a little behind needs no snapshot.")
          .formerly(
              "experimental-snapshot-catchup-entries", "experimental-snapshot-catch-up-entries");

  /** How often a leader shows itself. */
  public static final Setting<Duration> HEARTBEAT_INTERVAL =
      Setting.of(
          "heartbeat-interval",
          ValueTypes.millis(),
          "100",
          "Milliseconds between two heartbeats of the leader.");

  /** How long a follower waits for the leader before it asks for votes. */
  public static final Setting<Duration> ELECTION_TIMEOUT =
      Setting.of(
          "election-timeout",
          ValueTypes.millis(),
          "1000",
          "Milliseconds without a leader before an election; at least 5 heartbeats, at most 50000.");

  public static final Setting<Boolean> INITIAL_ELECTION_TICK_ADVANCE =
      Setting.of(
          "initial-election-tick-advance",
          ValueTypes.bool(),
          "true",
          "Shorten the first election timeout after a start.");

  /** Log files kept at least; 0 keeps all. */
  public static final Setting<Long> MAX_WALS =
      Setting.of(
          "max-wals",
          ValueTypes.count(),
          "5",
          "Log files to keep after they are no longer needed; 0 keeps all.");

  static SettingGroup group() {
    return new SettingGroup(
        "Member",
        List.of(
            NAME,
            DATA_DIR,
            WAL_DIR,
            LISTEN_CLIENT_URLS,
            LISTEN_PEER_URLS,
            SNAPSHOT_COUNT,
            SNAPSHOT_CATCHUP_ENTRIES,
            HEARTBEAT_INTERVAL,
            ELECTION_TIMEOUT,
            INITIAL_ELECTION_TICK_ADVANCE,
            MAX_WALS));
  }
}
