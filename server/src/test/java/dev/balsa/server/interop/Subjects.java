package dev.balsa.server.interop;

import dev.balsa.server.config.LimitSettings;
import java.time.Duration;

/**
 * The two servers that are compared, with equal timing: the least time of a lease follows from it.
 */
public final class Subjects {
  /** Which server stands in Balsa's place; {@code etcd} puts these tests themselves to the test. */
  private static final String SUBJECT = System.getProperty("interop.subject", "balsa");

  static final Duration HEARTBEAT = Duration.ofMillis(10);
  static final Duration ELECTION_TIMEOUT = Duration.ofMillis(100);

  private Subjects() {}

  /** The server that is right by definition. */
  public static Subject etcd() {
    return EtcdProcess.start(
        "--heartbeat-interval=" + HEARTBEAT.toMillis(),
        "--election-timeout=" + ELECTION_TIMEOUT.toMillis());
  }

  /** The same with a limit to the size of its store. */
  static Subject etcdWithQuota(long bytes) {
    return EtcdProcess.start(
        "--heartbeat-interval=" + HEARTBEAT.toMillis(),
        "--election-timeout=" + ELECTION_TIMEOUT.toMillis(),
        "--quota-backend-bytes=" + bytes);
  }

  /** Balsa with a limit to the size of its store. */
  static Subject balsaWithQuota(long bytes, boolean autoDisarm) {
    return EmbeddedBalsa.start(
        HEARTBEAT,
        ELECTION_TIMEOUT,
        settings ->
            settings
                .set(LimitSettings.QUOTA_BACKEND_BYTES, bytes)
                .set(LimitSettings.AUTO_DISARM, autoDisarm));
  }

  /** The server that has to answer alike. */
  public static Subject balsa() {
    return SUBJECT.equals("etcd") ? etcd() : newest();
  }

  /** Balsa, whoever else may stand in its place elsewhere. */
  public static Subject newest() {
    return EmbeddedBalsa.start(HEARTBEAT, ELECTION_TIMEOUT);
  }
}
