package dev.balsa.server.config;

import java.time.Duration;
import java.util.List;

/** How much is taken before the answer is an error. */
public final class LimitSettings {

  private LimitSettings() {}

  /** 0 for 2 GiB, negative for no quota; read it through {@link BalsaConfig#quotaBytes()}. */
  public static final Setting<Long> QUOTA_BACKEND_BYTES =
      Setting.of(
          "quota-backend-bytes",
          ValueTypes.number("BYTES", Long.MIN_VALUE, Long.MAX_VALUE),
          "0",
          "Size of the store at which writes are refused until space is freed; 0 is 2 GiB, negative"
              + " is no quota.");

  /** Balsa's own: etcd leaves the alarm to the operator. */
  public static final Setting<Boolean> AUTO_DISARM =
      Setting.of(
          "balsa-auto-disarm",
          ValueTypes.bool(),
          "false",
          "Whether a member lifts its NOSPACE alarm by itself once a tenth of the quota is free"
              + " again.");

  public static final Setting<Integer> MAX_REQUEST_BYTES =
      Setting.of(
          "max-request-bytes",
          ValueTypes.memoryBytes(),
          "1572864",
          "Largest request that is accepted.");

  public static final Setting<Long> MAX_TXN_OPS =
      Setting.of(
          "max-txn-ops",
          ValueTypes.number("N", 0, Integer.MAX_VALUE),
          "128",
          "Operations that one transaction may hold.");

  public static final Setting<Long> MAX_CONCURRENT_STREAMS =
      Setting.of(
          "max-concurrent-streams",
          ValueTypes.number("N", 0, 4_294_967_295L),
          "4294967295",
          "Requests and streams that one client connection may have open; 32768 at most.");

  /** A client that pings more often than this is told to go away. */
  public static final Setting<Duration> GRPC_KEEPALIVE_MIN_TIME =
      Setting.of(
          "grpc-keepalive-min-time",
          ValueTypes.duration(),
          "5s",
          "Shortest time between two pings of a client; one that pings more often is"
              + " disconnected.");

  /** Zero for no pings. */
  public static final Setting<Duration> GRPC_KEEPALIVE_INTERVAL =
      Setting.of(
          "grpc-keepalive-interval",
          ValueTypes.duration(),
          "2h",
          "How long a connection may be silent before the server pings it; 0 never pings.");

  public static final Setting<Duration> GRPC_KEEPALIVE_TIMEOUT =
      Setting.of(
          "grpc-keepalive-timeout",
          ValueTypes.duration(),
          "20s",
          "How long the server waits for the answer to its ping before it closes the connection.");

  static SettingGroup group() {
    return new SettingGroup(
        "Limits",
        List.of(
            QUOTA_BACKEND_BYTES,
            AUTO_DISARM,
            MAX_REQUEST_BYTES,
            MAX_TXN_OPS,
            MAX_CONCURRENT_STREAMS,
            GRPC_KEEPALIVE_MIN_TIME,
            GRPC_KEEPALIVE_INTERVAL,
            GRPC_KEEPALIVE_TIMEOUT));
  }
}
