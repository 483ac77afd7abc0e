package dev.balsa.server.api;

/**
 * What the services let through and what they say of themselves.
 *
 * @param serverVersion the version that {@code Status} and {@code /version} report, such as {@code
 *     3.7.0}; clients read features from it
 * @param storageVersion the version of the storage schema that is reported, such as {@code 3.7.0}
 * @param maxRequestBytes largest log entry a request may become; gRPC takes {@link
 *     #RECEIVE_MARGIN_BYTES} more, as etcd does
 * @param maxTxnOps largest number of compares, or operations in a branch, of a transaction
 * @param quotaBytes the store's quota that {@code Status} reports
 * @param electionTimeoutMillis how often streams that need a leader are checked
 * @param slowCallNanos a unary call that takes longer is logged; 0 or less for never
 */
public record ApiSettings(
    String serverVersion,
    String storageVersion,
    int maxRequestBytes,
    int maxTxnOps,
    long quotaBytes,
    long electionTimeoutMillis,
    long slowCallNanos) {

  /** etcd's default. */
  private static final long DEFAULT_SLOW_CALL_NANOS = 300_000_000L;

  /** With etcd's idea of a slow call. */
  public ApiSettings(
      String serverVersion,
      String storageVersion,
      int maxRequestBytes,
      int maxTxnOps,
      long quotaBytes,
      long electionTimeoutMillis) {
    this(
        serverVersion,
        storageVersion,
        maxRequestBytes,
        maxTxnOps,
        quotaBytes,
        electionTimeoutMillis,
        DEFAULT_SLOW_CALL_NANOS);
  }

  /** What gRPC takes beyond the size of a request, for its envelope. */
  public static final int RECEIVE_MARGIN_BYTES = 512 << 10;

  /** etcd's defaults. */
  public static final ApiSettings DEFAULT =
      new ApiSettings("3.7.0", "3.7.0", 1_572_864, 128, 2L << 30, 1000);

  /** Largest message that is taken. */
  public int maxReceiveBytes() {
    return (int) Math.min(Integer.MAX_VALUE, (long) maxRequestBytes + RECEIVE_MARGIN_BYTES);
  }

  /** The same with another limit of a request's size. */
  public ApiSettings withMaxRequestBytes(int bytes) {
    return new ApiSettings(
        serverVersion,
        storageVersion,
        bytes,
        maxTxnOps,
        quotaBytes,
        electionTimeoutMillis,
        slowCallNanos);
  }

  /** The same with another limit of operations. */
  public ApiSettings withMaxTxnOps(int ops) {
    return new ApiSettings(
        serverVersion,
        storageVersion,
        maxRequestBytes,
        ops,
        quotaBytes,
        electionTimeoutMillis,
        slowCallNanos);
  }

  /** The same with another quota to report. */
  public ApiSettings withQuotaBytes(long bytes) {
    return new ApiSettings(
        serverVersion,
        storageVersion,
        maxRequestBytes,
        maxTxnOps,
        bytes,
        electionTimeoutMillis,
        slowCallNanos);
  }

  /** The same with another election timeout. */
  public ApiSettings withElectionTimeoutMillis(long millis) {
    return new ApiSettings(
        serverVersion,
        storageVersion,
        maxRequestBytes,
        maxTxnOps,
        quotaBytes,
        millis,
        slowCallNanos);
  }

  /** The same with another idea of a slow call. */
  public ApiSettings withSlowCallNanos(long nanos) {
    return new ApiSettings(
        serverVersion,
        storageVersion,
        maxRequestBytes,
        maxTxnOps,
        quotaBytes,
        electionTimeoutMillis,
        nanos);
  }
}
