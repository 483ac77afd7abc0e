package dev.balsa.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What settings must keep to, beyond being readable one by one. */
final class ConfigRules {

  private static final long MAX_ELECTION_MILLIS = 50_000;
  private static final int LARGE_REQUEST_BYTES = 10 << 20;
  private static final long LARGE_QUOTA_BYTES = 8L << 30;
  private static final long MOST_SAMPLES = 1_000_000;
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,5}\\.[0-9]{1,5}\\.[0-9]{1,5}");

  private final BalsaConfig config;
  private final List<String> notices = new ArrayList<>();

  private ConfigRules(BalsaConfig config) {
    this.config = config;
  }

  /**
   * Checks the settings against one another.
   *
   * @return what is allowed but worth a warning
   * @throws ConfigException at the first rule that is broken
   */
  static List<String> check(BalsaConfig config) {
    ConfigRules rules = new ConfigRules(config);
    rules.checkUrls();
    DiscoverySettings.check(config);
    rules.checkElection();
    rules.checkApiVersion();
    rules.noticeUnusualSizes();
    rules.checkIntervals();
    rules.checkTracing();
    LogRules.check(config);
    rules.notices.addAll(TlsRules.check(config));
    return List.copyOf(rules.notices);
  }

  private void checkUrls() {
    checkListen(MemberSettings.LISTEN_CLIENT_URLS);
    checkListen(MemberSettings.LISTEN_PEER_URLS);
    checkListen(HttpSettings.LISTEN_CLIENT_HTTP_URLS);
    checkListen(MonitoringSettings.LISTEN_METRICS_URLS);
    if (config.listenClientUrls().isEmpty()) {
      throw new ConfigException("--listen-client-urls must have at least one URL");
    }
    if (config.initialAdvertisePeerUrls().isEmpty()) {
      throw new ConfigException("--initial-advertise-peer-urls must have at least one URL");
    }
  }

  private void checkListen(Setting<List<URI>> setting) {
    for (URI url : config.get(setting)) {
      if (!UrlList.isBindable(url)) {
        throw new ConfigException("expected IP in URL for binding (" + setting + "=" + url + ")");
      }
    }
  }

  private void checkElection() {
    Duration heartbeat = config.heartbeatInterval();
    Duration election = config.electionTimeout();
    if (election.compareTo(heartbeat.multipliedBy(5)) < 0) {
      throw new ConfigException(
          "--election-timeout["
              + election.toMillis()
              + "ms] should be at least as 5 times as --heartbeat-interval["
              + heartbeat.toMillis()
              + "ms]");
    }
    if (election.toMillis() > MAX_ELECTION_MILLIS) {
      throw new ConfigException(
          "--election-timeout["
              + election.toMillis()
              + "ms] is too long, and should be set less than "
              + MAX_ELECTION_MILLIS
              + "ms");
    }
  }

  private void checkApiVersion() {
    if (!VERSION.matcher(config.apiVersion()).matches()) {
      throw new ConfigException("--api-version must have the form 3.7.0: " + config.apiVersion());
    }
  }

  private void checkIntervals() {
    if (config.get(GuardSettings.COMPACT_HASH_CHECK_TIME).isZero()) {
      throw new ConfigException("--compact-hash-check-time must be >0 (set to 0s)");
    }
  }

  private void checkTracing() {
    if (config.get(TracingSettings.ENABLE_DISTRIBUTED_TRACING)
        && config.get(TracingSettings.DISTRIBUTED_TRACING_SAMPLING_RATE) > MOST_SAMPLES) {
      throw new ConfigException("tracing sampling rate must be less than " + MOST_SAMPLES);
    }
  }

  private void noticeUnusualSizes() {
    if (config.get(LimitSettings.MAX_REQUEST_BYTES) > LARGE_REQUEST_BYTES) {
      notices.add("--max-request-bytes is above the recommended limit of " + LARGE_REQUEST_BYTES);
    }
    if (config.quotaBytes() != Long.MAX_VALUE && config.quotaBytes() > LARGE_QUOTA_BYTES) {
      notices.add("--quota-backend-bytes is above the recommended limit of " + LARGE_QUOTA_BYTES);
    }
    Duration asked = config.get(HistorySettings.WATCH_PROGRESS_NOTIFY_INTERVAL);
    if (!asked.isZero() && asked.compareTo(config.watchProgressNotifyInterval()) < 0) {
      notices.add(
          "--watch-progress-notify-interval was raised to "
              + config.watchProgressNotifyInterval().toMillis()
              + "ms");
    }
    if (config.get(AuthSettings.BCRYPT_COST) != config.bcryptCost()) {
      notices.add(
          "--bcrypt-cost must be from 4 to 31; " + config.bcryptCost() + " is used instead");
    }
    for (String gate : config.featureGates().withoutEffect()) {
      notices.add("--feature-gates: " + gate + " has no effect in Balsa");
    }
    if (config.get(UnsafeSettings.UNSAFE_NO_FSYNC)) {
      notices.add("--unsafe-no-fsync is set: a crash of the machine will lose acknowledged writes");
    }
  }
}
