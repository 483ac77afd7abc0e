package dev.balsa.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A client of a Balsa or etcd cluster. One is enough for an application: it is thread-safe, keeps
 * one connection to each server, and heals by itself.
 *
 * <pre>{@code
 * try (BalsaClient client = BalsaClient.connect("http://127.0.0.1:2379")) {
 *   client.kv().put("greeting", "hello").await();
 *   client.kv().get("greeting").thenAccept(found -> found.ifPresent(System.out::println));
 * }
 * }</pre>
 *
 * <p>Every method that talks to a server returns a {@link Reply} at once: chain to it, or {@link
 * Reply#await() wait} for it.
 */
public final class BalsaClient implements AutoCloseable {

  private final Calls calls;
  private final WatchStreams watchStreams;
  private final LeaseKeeper leaseKeeper;
  private final Kv kv;
  private final Watches watches;
  private final Leases leases;
  private final Locks locks;
  private final Elections elections;
  private final Cluster cluster;
  private final Maintenance maintenance;
  private final Auth auth;
  private final RawCalls raw;
  private final MemberSync memberSync;

  private BalsaClient(ClientSettings settings) {
    calls = new Calls(settings);
    Keys keys = new Keys(settings.namespace());
    watchStreams = new WatchStreams(calls);
    leaseKeeper = new LeaseKeeper(calls);
    kv = new Kv(calls, keys);
    watches = new Watches(watchStreams, keys);
    leases = new Leases(calls, keys, kv, leaseKeeper);
    locks = new Locks(kv, watches, leases);
    elections = new Elections(kv, watches);
    cluster = new Cluster(calls);
    maintenance = new Maintenance(calls);
    auth = new Auth(calls);
    raw = new RawCalls(calls);
    memberSync = new MemberSync(calls, cluster);
    memberSync.begin();
  }

  /**
   * A client of these servers, all else as usual. Connects in the background.
   *
   * @param endpoints such as {@code http://127.0.0.1:2379}
   */
  public static BalsaClient connect(String... endpoints) {
    return builder().endpoints(endpoints).build();
  }

  /** For a client that is not as usual. */
  public static Builder builder() {
    return new Builder();
  }

  /** Keys, values and transactions. */
  public Kv kv() {
    return kv;
  }

  /** Watches. */
  public Watches watches() {
    return watches;
  }

  /** Leases. */
  public Leases leases() {
    return leases;
  }

  /** Locks. */
  public Locks locks() {
    return locks;
  }

  /** Elections. */
  public Elections elections() {
    return elections;
  }

  /** Members. */
  public Cluster cluster() {
    return cluster;
  }

  /** Care for members and the cluster. */
  public Maintenance maintenance() {
    return maintenance;
  }

  /** Users and roles. */
  public Auth auth() {
    return auth;
  }

  /** etcd's own messages, for what has no method here. */
  public RawCalls raw() {
    return raw;
  }

  /** Asks for the member list now and uses the members' client URLs as endpoints from then on. */
  public Reply<List<String>> syncMembers() {
    return memberSync.sync();
  }

  /** The servers that are known now. */
  public List<String> endpoints() {
    return calls.endpoints().names();
  }

  /** From here on these are the servers. */
  public void setEndpoints(List<String> endpoints) {
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("no endpoint");
    }
    calls.endpoints().replace(endpoints);
  }

  /**
   * Ends everything: requests and watches fail with {@link ClientClosedException}, leases are told
   * to be lost (they end at the server by themselves), connections and threads are gone.
   */
  @Override
  public void close() {
    watchStreams.close();
    leaseKeeper.close();
    calls.close();
  }

  /** Collects how a client shall be. */
  public static final class Builder {

    private static final Duration SHORTEST = Duration.ofMillis(10);

    private List<String> endpoints = List.of();
    private Tls tls = Tls.system();
    private Optional<String> authority = Optional.empty();
    private Optional<String> user = Optional.empty();
    private String password = "";
    private Bytes namespace = Bytes.EMPTY;
    private Duration requestTimeout = Duration.ofSeconds(10);
    private Duration connectTimeout = Duration.ofSeconds(3);
    private Duration silenceLimit = Duration.ofMillis(2_500);
    private Backoff reconnect = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
    private Duration syncInterval = Duration.ZERO;
    private boolean requireLeader = true;
    private Optional<Executor> executor = Optional.empty();
    private Optional<ChannelFactory> channels = Optional.empty();

    private Builder() {}

    /**
     * The servers: {@code http://host:port}, {@code https://host:port}, {@code host:port}, or a
     * socket in the file system, {@code unix:///path} (with TLS {@code unixs:///path}; Linux only).
     */
    public Builder endpoints(String... servers) {
      endpoints = List.of(servers);
      return this;
    }

    /** How to talk to servers at {@code https} and {@code unixs} endpoints. */
    public Builder tls(Tls how) {
      tls = how;
      return this;
    }

    /** The name that servers' certificates must carry, if it is not the endpoint's. */
    public Builder authority(String name) {
      authority = Optional.of(name);
      return this;
    }

    /** Who is asking. The password is changed for a token, and that renewed when it ends. */
    public Builder user(String name, String secret) {
      user = Optional.of(name);
      password = secret;
      return this;
    }

    /** Puts this in front of every key; the application sees nothing of it and nothing else. */
    public Builder namespace(String prefix) {
      namespace = Bytes.of(prefix);
      return this;
    }

    /** How long a request may take with all its attempts; 10 s if not set. */
    public Builder requestTimeout(Duration most) {
      requestTimeout = positive(most);
      return this;
    }

    /** How long connecting may take; 3 s if not set. */
    public Builder connectTimeout(Duration most) {
      connectTimeout = positive(most);
      return this;
    }

    /**
     * How long nothing may come from a server that owes an answer before it is asked for a sign of
     * life, and how long that may take; then its connection is given up. Where there are only
     * streams, four times as long. 2.5 s if not set.
     */
    public Builder silenceLimit(Duration most) {
      silenceLimit = positive(most);
      return this;
    }

    /**
     * How long to wait before connecting again: the first time, and at most; doubled with each
     * failure, less a random part up to half. 100 ms and 2 s if not set.
     */
    public Builder reconnectPause(Duration first, Duration most) {
      reconnect = new Backoff(positive(first), positive(most));
      return this;
    }

    /**
     * Asks for the member list so often, and uses the members' client URLs as endpoints from then
     * on. Not at all if not set.
     */
    public Builder syncMembers(Duration interval) {
      syncInterval = positive(interval);
      return this;
    }

    /**
     * Whether a watch shall leave a server that has lost its leader, rather than hear nothing; true
     * if not set.
     */
    public Builder requireLeader(boolean required) {
      requireLeader = required;
      return this;
    }

    /**
     * Runs callbacks; must not run them on the calling thread if they wait for replies, and needs a
     * thread more than those that block. If not set, the client has threads of its own, which 255
     * callbacks may block at the same time.
     */
    public Builder executor(Executor callbacks) {
      executor = Optional.of(callbacks);
      return this;
    }

    /** Connects in another way than TCP. */
    public Builder channels(ChannelFactory factory) {
      channels = Optional.of(factory);
      return this;
    }

    /** The client. It connects in the background. */
    public BalsaClient build() {
      if (endpoints.isEmpty()) {
        throw new IllegalArgumentException("no endpoint");
      }
      return new BalsaClient(
          new ClientSettings(
              new ArrayList<>(endpoints),
              tls,
              authority,
              user,
              password,
              namespace,
              requestTimeout,
              connectTimeout,
              silenceLimit,
              reconnect,
              syncInterval,
              requireLeader,
              executor,
              channels));
    }

    private static Duration positive(Duration duration) {
      if (duration.compareTo(SHORTEST) < 0) {
        throw new IllegalArgumentException("shorter than " + SHORTEST + ": " + duration);
      }
      return duration;
    }
  }
}
