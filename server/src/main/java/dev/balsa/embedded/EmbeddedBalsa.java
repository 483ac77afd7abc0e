package dev.balsa.embedded;

import dev.balsa.client.BalsaClient;
import io.grpc.ManagedChannelBuilder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole Balsa inside this JVM: one member or several, on the heap or in a directory, with or
 * without ports.
 *
 * <pre>{@code
 * try (EmbeddedBalsa balsa = EmbeddedBalsa.start()) {
 *   balsa.client().kv().put("greeting", "hello").await();
 * }
 *
 * try (EmbeddedBalsa balsa =
 *     EmbeddedBalsa.builder()
 *         .members(3)                                   // 1
 *         .directory(Path.of("data"))                   // the heap
 *         .listen()                                     // no port
 *         .flag("auto-compaction-retention", "1h")      // any flag of etcd's
 *         .log(System.getLogger("balsa"))               // errors only
 *         .start()) {
 *   useWithAnyClientOfEtcd(balsa.endpoints());
 * }
 * }</pre>
 *
 * <p>Clients of this JVM need no port: {@link #client()} goes straight in. The members reach each
 * other within the JVM, too. They tick faster than etcd's do by default (heartbeat 50 ms, election
 * timeout 500 ms); flags change that.
 *
 * <p>Thread-safe. Any number may live in one JVM. All threads are daemons; after {@link #close()}
 * no thread, port, file handle or native memory is left, and nothing static refers to it.
 */
public final class EmbeddedBalsa implements AutoCloseable {

  private final Plan plan;
  private final List<EmbeddedMember> members;
  private final Optional<Faults> faults;
  private BalsaClient client;
  private boolean closed;

  private EmbeddedBalsa(Plan plan, List<EmbeddedMember> members, Optional<Faults> faults) {
    this.plan = plan;
    this.members = List.copyOf(members);
    this.faults = faults;
  }

  /** Starts one member on the heap without a port, and returns when it serves. */
  public static EmbeddedBalsa start() {
    return builder().start();
  }

  /** For one that is not as usual. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A client of all members, the same at each call; closed with the servers.
   *
   * @throws IllegalStateException after {@link #close()}
   */
  public synchronized BalsaClient client() {
    requireOpen();
    if (client == null) {
      client = clientBuilder().build();
    }
    return client;
  }

  /** For a client of all members that is not as usual; the caller closes what it builds. */
  public BalsaClient.Builder clientBuilder() {
    return BalsaClient.builder()
        .endpoints(
            members.stream().map(member -> member.addresses().clientUrl()).toArray(String[]::new))
        .channels(this::channelTo);
  }

  private ManagedChannelBuilder<?> channelTo(String endpoint) {
    return members.stream()
        .filter(member -> member.addresses().clientUrl().equals(endpoint))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no member has this address: " + endpoint))
        .channelBuilder();
  }

  /**
   * Where clients of other JVMs find the members, such as {@code http://127.0.0.1:32769}.
   *
   * @throws IllegalStateException if no port was asked for
   */
  public List<String> endpoints() {
    return members.stream().map(EmbeddedMember::endpoint).toList();
  }

  /** The members, stopped ones too. */
  public List<EmbeddedMember> members() {
    return members;
  }

  /**
   * The only member, or the first.
   *
   * @param index from 0
   */
  public EmbeddedMember member(int index) {
    return members.get(index);
  }

  /** The member that leads, as far as it knows; empty while there is none. */
  public Optional<EmbeddedMember> leader() {
    return members.stream().filter(EmbeddedMember::isLeader).findFirst();
  }

  /**
   * What can go wrong, at will.
   *
   * @throws IllegalStateException unless {@link Builder#breakable()} was asked for
   */
  public Faults faults() {
    return faults.orElseThrow(
        () -> new IllegalStateException("ask for EmbeddedBalsa.builder().breakable()"));
  }

  /** Whether {@link #faults()} works. */
  public boolean isBreakable() {
    return faults.isPresent();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
  }

  /** Stops everything and forgets what was on the heap. Idempotent. */
  @Override
  public void close() {
    BalsaClient last;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      last = client;
    }
    if (last != null) {
      last.close();
    }
    faults.ifPresent(Faults::letAllGoOn);
    Map<String, Plan.Step> steps = new LinkedHashMap<>();
    members.forEach(member -> steps.put("stop " + member.name(), member::stopWithCluster));
    plan.runAll(steps);
  }

  /** Collects what is asked for; every method returns the builder itself. Not thread-safe. */
  public static final class Builder {

    /** How often other free ports are tried when somebody else was faster. */
    private static final int PORT_ATTEMPTS = 5;

    private int size = 1;
    private Optional<Path> directory = Optional.empty();
    private List<Integer> ports = List.of();
    private boolean anyPorts;
    private final Map<String, String> flags = new LinkedHashMap<>();
    private System.Logger log = new ErrorsOnly();
    private boolean breakable;

    private Builder() {}

    /** So many members, one if not set. */
    public Builder members(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("members: " + count);
      }
      size = count;
      return this;
    }

    /**
     * Keeps everything here, so that it is found again at the next start; on the heap if not set.
     * Several members have a directory each in it.
     */
    public Builder directory(Path where) {
      directory = Optional.of(where);
      return this;
    }

    /** Opens a free client port for each member, on the loopback interface. */
    public Builder listen() {
      anyPorts = true;
      return this;
    }

    /** Opens these client ports, one for each member, on the loopback interface. */
    public Builder listen(int... chosen) {
      ports = java.util.Arrays.stream(chosen).boxed().toList();
      return this;
    }

    /**
     * Sets any flag of etcd's for all members. With {@code cert-file} or {@code auto-tls} the ports
     * that {@link #listen()} opens speak TLS; the way within the JVM needs none.
     *
     * @param name without dashes, such as {@code quota-backend-bytes}
     */
    public Builder flag(String name, String value) {
      flags.put(name, value);
      return this;
    }

    /** Where the members' log goes; if not set, errors go to the JVM's, and the rest nowhere. */
    public Builder log(System.Logger logger) {
      log = logger;
      return this;
    }

    /** Makes {@link EmbeddedBalsa#faults()} work; only for members on the heap. */
    public Builder breakable() {
      breakable = true;
      return this;
    }

    /**
     * Starts, and returns when all members serve clients.
     *
     * @throws dev.balsa.server.config.ConfigException if the flags cannot be followed
     * @throws java.io.UncheckedIOException if a member cannot start: a port or directory is in use,
     *     files are damaged; the message is one line for people
     */
    public EmbeddedBalsa start() {
      if (!anyPorts) {
        return start(ports);
      }
      for (int attempt = 1; ; attempt++) {
        try {
          return start(FreePorts.choose(size));
        } catch (java.io.UncheckedIOException e) {
          if (attempt == PORT_ATTEMPTS
              || !String.valueOf(e.getMessage()).startsWith("cannot listen")) {
            throw e;
          }
        }
      }
    }

    private EmbeddedBalsa start(List<Integer> chosen) {
      if (!chosen.isEmpty() && chosen.size() != size) {
        throw new IllegalArgumentException(chosen.size() + " ports for " + size + " members");
      }
      EmbeddedBalsa balsa =
          Assembly.of(new Plan(size, directory, chosen, flags, log, breakable), EmbeddedBalsa::new);
      try {
        balsa.plan.startAll(balsa.members);
      } catch (RuntimeException | Error e) {
        balsa.close();
        throw e;
      }
      return balsa;
    }
  }
}
