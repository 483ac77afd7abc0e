package dev.balsa.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that one member is told before it starts. Immutable and complete: what was not given
 * has its default.
 *
 * <pre>{@code
 * BalsaConfig config =
 *     BalsaConfig.builder()
 *         .set(MemberSettings.NAME, "a")
 *         .set(MemberSettings.DATA_DIR, "/var/lib/balsa")
 *         .build();
 * long operations = config.get(LimitSettings.MAX_TXN_OPS);
 * }</pre>
 *
 * <p>A setting is read with {@link #get}; where the text of a setting stands for something else (an
 * empty directory for a derived one, 0 for a default) there is a method that says what it stands
 * for.
 */
public final class BalsaConfig {

  private static final long MIN_BCRYPT_COST = 4;
  private static final long MAX_BCRYPT_COST = 31;
  private static final long DEFAULT_QUOTA_BYTES = 2L << 30;
  private static final Duration DEFAULT_PROGRESS_NOTIFY = Duration.ofMinutes(10);
  private static final Duration MIN_PROGRESS_NOTIFY = Duration.ofMillis(100);

  /** What was given, by setting. */
  private final Map<Setting<?>, Object> given;

  private final AutoCompaction autoCompaction;
  private final FeatureGates featureGates;
  private final InitialCluster initialCluster;
  private final AuthToken authToken;
  private final List<String> notices;

  private BalsaConfig(Map<Setting<?>, Object> given, InitialCluster discovered) {
    this.given = Map.copyOf(given);
    this.autoCompaction =
        AutoCompaction.of(
            get(HistorySettings.AUTO_COMPACTION_MODE),
            get(HistorySettings.AUTO_COMPACTION_RETENTION));
    this.featureGates = FeatureGates.parse(get(GuardSettings.FEATURE_GATES));
    this.initialCluster =
        discovered == null ? InitialCluster.parse(initialClusterText()) : discovered;
    this.authToken = AuthToken.parse(get(AuthSettings.AUTH_TOKEN));
    this.notices = ConfigRules.check(this);
  }

  /** The configuration of a server that was started without a flag. */
  public static BalsaConfig defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The value of a setting, given or default. */
  @SuppressWarnings("unchecked") // Builder.set ties the value to the type of the setting
  public <T> T get(Setting<T> setting) {
    Object value = given.get(setting);
    return value == null ? setting.defaultValue() : (T) value;
  }

  /** Whether somebody gave this setting a value, be it the default. */
  public boolean isGiven(Setting<?> setting) {
    return given.containsKey(setting);
  }

  /** What was changed or looks doubtful, a sentence each, to be logged as warnings at the start. */
  public List<String> notices() {
    return notices;
  }

  /** The member's name for people. */
  public String name() {
    return get(MemberSettings.NAME);
  }

  /** Where everything is kept. */
  public Path dataDir() {
    String dir = get(MemberSettings.DATA_DIR);
    return Path.of(dir.isEmpty() ? name() + ".etcd" : dir);
  }

  /** What this member itself keeps: {@code member} in the data directory. */
  public Path memberDir() {
    return dataDir().resolve("member");
  }

  /** Where the log is kept: a directory of its own, or {@code member/wal} in the data directory. */
  public Path walDir() {
    String dir = get(MemberSettings.WAL_DIR);
    return dir.isEmpty() ? memberDir().resolve("wal") : Path.of(dir);
  }

  /** Where clients are served. */
  public List<URI> listenClientUrls() {
    return get(MemberSettings.LISTEN_CLIENT_URLS);
  }

  /** Where the other members are served. */
  public List<URI> listenPeerUrls() {
    return get(MemberSettings.LISTEN_PEER_URLS);
  }

  /** What clients are told. */
  public List<URI> advertiseClientUrls() {
    return get(ClusterSettings.ADVERTISE_CLIENT_URLS);
  }

  /** What the other members are told. */
  public List<URI> initialAdvertisePeerUrls() {
    return get(ClusterSettings.INITIAL_ADVERTISE_PEER_URLS);
  }

  /** The members at the cluster's birth; this one alone if nobody says otherwise. */
  public InitialCluster initialCluster() {
    return initialCluster;
  }

  /**
   * The same, with first members that were found out.
   *
   * @param members in the form of {@code --initial-cluster}
   * @param token the cluster token
   * @throws ConfigException if they are not of that form
   */
  public BalsaConfig discovered(String members, String token) {
    Map<Setting<?>, Object> settings = new HashMap<>(given);
    settings.put(ClusterSettings.INITIAL_CLUSTER_TOKEN, token);
    return new BalsaConfig(settings, InitialCluster.parse(members));
  }

  private String initialClusterText() {
    String text = get(ClusterSettings.INITIAL_CLUSTER);
    if (isGiven(ClusterSettings.INITIAL_CLUSTER) && !text.isEmpty()) {
      return text;
    }
    StringBuilder alone = new StringBuilder();
    for (URI url : initialAdvertisePeerUrls()) {
      alone.append(alone.isEmpty() ? "" : ",").append(name()).append('=').append(url);
    }
    return alone.toString();
  }

  /** How often a leader shows itself; one tick of consensus. */
  public Duration heartbeatInterval() {
    return get(MemberSettings.HEARTBEAT_INTERVAL);
  }

  /** How long a follower waits for the leader. */
  public Duration electionTimeout() {
    return get(MemberSettings.ELECTION_TIMEOUT);
  }

  /** Entries applied between two snapshot marks. */
  public long snapshotCount() {
    long count = get(MemberSettings.SNAPSHOT_COUNT);
    return count == 0 ? MemberSettings.SNAPSHOT_COUNT.defaultValue() : count;
  }

  /** How those who log in are recognized again. */
  public AuthToken authToken() {
    return authToken;
  }

  /** How long a simple token is good after it was last used. */
  public Duration authTokenTtl() {
    long seconds = get(AuthSettings.AUTH_TOKEN_TTL);
    return Duration.ofSeconds(seconds == 0 ? AuthSettings.AUTH_TOKEN_TTL.defaultValue() : seconds);
  }

  /** Work for the hash of a password, as a power of two; the default where bcrypt knows no such. */
  public int bcryptCost() {
    long cost = get(AuthSettings.BCRYPT_COST);
    boolean known = cost >= MIN_BCRYPT_COST && cost <= MAX_BCRYPT_COST;
    return Math.toIntExact(known ? cost : AuthSettings.BCRYPT_COST.defaultValue());
  }

  /** Bytes of the store at which writes are refused, {@link Long#MAX_VALUE} for no quota. */
  public long quotaBytes() {
    long quota = get(LimitSettings.QUOTA_BACKEND_BYTES);
    return quota == 0 ? DEFAULT_QUOTA_BYTES : quota < 0 ? Long.MAX_VALUE : quota;
  }

  /** How the server forgets old revisions by itself. */
  public AutoCompaction autoCompaction() {
    return autoCompaction;
  }

  /** Which features of etcd are switched on. */
  public FeatureGates featureGates() {
    return featureGates;
  }

  /** Whether data are compared with the other members' before clients are served. */
  public boolean initialCorruptCheck() {
    return get(GuardSettings.INITIAL_CORRUPT_CHECK)
        || featureGates.isOn(FeatureGates.INITIAL_CORRUPT_CHECK);
  }

  /** Whether the JVM may be looked into: asked for, or implied by the debug level, as in etcd. */
  public boolean showsProfiles() {
    return get(MonitoringSettings.ENABLE_PPROF) || get(LoggingSettings.LOG_LEVEL).equals("debug");
  }

  /** Revisions removed in one step of a compaction. */
  public int compactionBatchLimit() {
    long limit = get(HistorySettings.COMPACTION_BATCH_LIMIT);
    return limit == 0 ? 1_000 : (int) limit;
  }

  /** Pause between two steps of a compaction. */
  public Duration compactionSleepInterval() {
    Duration pause = get(HistorySettings.COMPACTION_SLEEP_INTERVAL);
    return pause.isZero() ? Duration.ofMillis(10) : pause;
  }

  /** How often an idle watcher that asked for it is told the current revision. */
  public Duration watchProgressNotifyInterval() {
    Duration interval = get(HistorySettings.WATCH_PROGRESS_NOTIFY_INTERVAL);
    if (interval.isZero()) {
      return DEFAULT_PROGRESS_NOTIFY;
    }
    return interval.compareTo(MIN_PROGRESS_NOTIFY) < 0 ? MIN_PROGRESS_NOTIFY : interval;
  }

  /** The version of etcd that clients are told, such as {@code 3.7.0}. */
  public String apiVersion() {
    return get(UnsafeSettings.API_VERSION);
  }

  /** Where the log goes: names of streams, paths of files. */
  public List<String> logOutputs() {
    return LogRules.outputs(this);
  }

  /** When the log file is put aside; empty for never. */
  public Optional<LogRotation> logRotation() {
    return get(LoggingSettings.ENABLE_LOG_ROTATION)
        ? Optional.of(LogRules.rotation(this))
        : Optional.empty();
  }

  /** Collects settings; every method returns the builder itself. Not thread-safe. */
  public static final class Builder {

    private final Map<Setting<?>, Object> given = new HashMap<>();

    private Builder() {}

    /** Gives a setting a value; given twice, the last counts. */
    public <T> Builder set(Setting<T> setting, T value) {
      given.put(setting, java.util.Objects.requireNonNull(value, setting.name()));
      return this;
    }

    /** Reads a value from the text of a flag. */
    <T> Builder parse(Setting<T> setting, String text) {
      return set(setting, setting.parse(text));
    }

    /**
     * The finished configuration.
     *
     * @throws ConfigException if the settings contradict one another
     */
    public BalsaConfig build() {
      return new BalsaConfig(given, null);
    }
  }
}
