package dev.balsa.jepsen.live.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Members of one cluster as processes on loopback, with a proxy in front of each peer port. Members
 * are numbers from 0 on; one that was added gets the next number, one that was removed keeps its
 * own. One thread at a time may change the cluster; others may ask for ports and links.
 */
public final class Cluster implements AutoCloseable {
  private final Path program;
  private final Path directory;
  private final List<String> flags;
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final Links links;

  /** One member: where it is and what runs there. */
  private record Member(
      String name, Path data, int proxyPort, ServerProcess process, FakeClock clock) {}

  /** Whether what members say to each other passes proxies. */
  private final boolean proxied;

  /** The library that gives each member a date of its own; null: they have the machine's. */
  private final Path faketime;

  /**
   * Describes a new cluster; nothing runs yet.
   *
   * @param program the launcher of a server that takes etcd's flags
   * @param directory where data and logs go
   * @param count how many members
   * @param flags further flags, the same for all
   */
  public Cluster(Path program, Path directory, int count, List<String> flags) throws IOException {
    this(program, directory, count, flags, true, null);
  }

  /**
   * The same with members that have dates of their own.
   *
   * @param faketime the library, as {@link FakeClock#library} finds it
   */
  public static Cluster withFakeClocks(
      Path program, Path directory, int count, List<String> flags, Path faketime)
      throws IOException {
    return new Cluster(program, directory, count, flags, true, faketime);
  }

  /** The same without anything between the members: its links cannot be touched. */
  public static Cluster direct(Path program, Path directory, int count) throws IOException {
    return new Cluster(program, directory, count, List.of(), false, null);
  }

  private Cluster(
      Path program, Path directory, int count, List<String> flags, boolean proxied, Path faketime)
      throws IOException {
    this.proxied = proxied;
    this.faketime = faketime;
    this.program = program;
    this.directory = directory;
    this.flags = List.copyOf(flags);
    links = new Links((source, proxy) -> SocketOwners.find(source, proxy, pids()));
    List<int[]> ports = new ArrayList<>();
    List<String> initial = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ports.add(ports());
      initial.add("m" + i + "=" + Ports.url(ports.get(i)[0]));
    }
    for (int[] own : ports) {
      describe(own, "new", String.join(",", initial));
    }
  }

  /** Where a member is reached by others, listens for them, and listens for clients. */
  private int[] ports() throws IOException {
    int[] ports = Ports.free(3);
    if (!proxied) {
      ports[0] = ports[1];
    }
    return ports;
  }

  private void describe(int[] ports, String state, String initialCluster) throws IOException {
    int number = members.size();
    String name = "m" + number;
    List<String> all = new ArrayList<>(flags);
    all.add("--name=" + name);
    all.add("--initial-advertise-peer-urls=" + Ports.url(ports[0]));
    all.add("--initial-cluster=" + initialCluster);
    all.add("--initial-cluster-state=" + state);
    Path data = directory.resolve(name + ".etcd");
    FakeClock clock =
        faketime == null ? null : new FakeClock(faketime, directory.resolve(name + ".date"));
    ServerProcess process =
        new ServerProcess(
            program,
            data,
            ports[2],
            ports[1],
            all,
            directory.resolve(name + ".log"),
            clock == null ? Map.of() : clock.environment());
    members.add(new Member(name, data, ports[0], process, clock));
    if (proxied) {
      links.front(number, ports[0], ports[1]);
    }
  }

  /** Starts all members and waits until each serves clients. */
  public void start() throws IOException, InterruptedException {
    for (Member member : members) {
      member.process().launch();
    }
    for (Member member : members) {
      member.process().awaitReady();
    }
  }

  /** The address that the next member will advertise to the others. */
  public Newcomer newcomer() throws IOException {
    int[] ports = ports();
    return new Newcomer(members.size(), Ports.url(ports[0]), ports);
  }

  /** A member to be. */
  public record Newcomer(int number, String peerUrl, int[] ports) {
    /** Its name. */
    public String name() {
      return "m" + number;
    }
  }

  /**
   * Starts a member that was added to the cluster; it is ready once it has joined.
   *
   * @param initialCluster what {@code etcdctl member add} said to use
   */
  public void join(Newcomer newcomer, String initialCluster)
      throws IOException, InterruptedException {
    describe(newcomer.ports(), "existing", initialCluster);
    process(newcomer.number()).start();
  }

  /** How many members there ever were. */
  public int size() {
    return members.size();
  }

  /** What runs a member. */
  public ServerProcess process(int member) {
    return members.get(member).process();
  }

  /** Where a member serves clients. */
  public int clientPort(int member) {
    return process(member).clientPort();
  }

  /** The ports of all members for clients, in their order. */
  public List<Integer> clientPorts() {
    return members.stream().map(member -> member.process().clientPort()).toList();
  }

  /** The client addresses of some members, as etcdctl takes them. */
  public String endpoints(List<Integer> some) {
    return some.stream()
        .map(member -> "127.0.0.1:" + clientPort(member))
        .collect(Collectors.joining(","));
  }

  /** Where a member keeps its data. */
  public Path data(int member) {
    return members.get(member).data();
  }

  /** The date that a member sees; null if it is the machine's. */
  public FakeClock clock(int member) {
    return members.get(member).clock();
  }

  /** The directory of everything. */
  public Path directory() {
    return directory;
  }

  /** The whole log of a member, over all its lives. */
  public String logOf(int member) throws IOException {
    return Files.readString(directory.resolve(members.get(member).name() + ".log"));
  }

  /** The network between the members. */
  public Links links() {
    return links;
  }

  /** The process ids of all members. */
  public List<Long> pids() {
    return members.stream().map(member -> member.process().pid()).toList();
  }

  @Override
  public void close() throws IOException {
    for (Member member : members) {
      member.process().close();
    }
    links.close();
  }
}
