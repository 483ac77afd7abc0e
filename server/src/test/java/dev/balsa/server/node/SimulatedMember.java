package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.balsa.api.PutRequest;
import dev.balsa.mvcc.Store;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.env.ManualEnvironment;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.store.MemoryHome;
import dev.balsa.wal.WalConfig;
import dev.balsa.wal.disk.SimulatedCrash;
import dev.balsa.wal.disk.SimulatedDisk;
import dev.balsa.watch.WatchConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * A whole member on the caller's thread: production code over a simulated disk, a heap backend and
 * virtual time.
 */
final class SimulatedMember {

  static final Path WAL = Path.of("/data/member/wal");
  private static final long MILLI = 1_000_000L;
  private static final int PATIENCE_TURNS = 200_000;

  final SplittableRandom random;
  final SimulatedDisk disk;
  NodeConfig nodeConfig = NodeConfig.of(100, 1_000, 50, 20, 1 << 20, 0);
  MembershipConfig membership = MembershipConfig.DEFAULT;
  ManualEnvironment environment;

  /** Whether no time passes at all, so that nothing that waits for a timeout can happen. */
  boolean timeStandsStill;

  Store store;
  Member member;
  private final MemberInfo self;
  private final List<MemberInfo> firstMembers;
  private final PeerNetwork network;
  private MemoryHome home = new MemoryHome();

  /** A member that is its own cluster. */
  SimulatedMember(long seed) {
    this(seed, info(7, "one"), List.of(info(7, "one")), PeerNetwork.NONE);
  }

  /** A member of a cluster. */
  SimulatedMember(long seed, MemberInfo self, List<MemberInfo> firstMembers, PeerNetwork network) {
    random = new SplittableRandom(seed);
    disk = new SimulatedDisk(random.split());
    this.self = self;
    this.firstMembers = firstMembers;
    this.network = network;
  }

  static MemberInfo info(long id, String name) {
    String peerUrl = id == 7 ? "http://localhost:2380" : "http://" + name + ":2380";
    return new MemberInfo(id, name, List.of(peerUrl), List.of(), false);
  }

  /** Starts the member and takes turns until it is ready. */
  SimulatedMember start() throws Exception {
    boot();
    turnUntil(() -> member.ready().isDone(), "the member becomes ready");
    return this;
  }

  /** Starts the member, and leaves it to the caller to take turns. */
  void boot() throws Exception {
    long wokenAtNanos = environment == null ? 0 : environment.clock().nanoTime();
    environment = new ManualEnvironment(disk, random.nextLong());
    environment.advance(wokenAtNanos); // clocks go on while a machine is down
    MemberConfig config =
        new MemberConfig(
            self.name(),
            self.id(),
            firstMembers,
            List.of("http://localhost:2379"),
            "3.7.0",
            WAL,
            WalConfig.DEFAULT.withSegmentBytes(16_384).withMaxSegments(2),
            WatchConfig.DEFAULT,
            nodeConfig,
            membership);
    member = Member.start(config, environment, home, new Metrics(), network);
    store = member.store();
  }

  /** Calls one agent; now and then time passes. */
  void turn() throws Exception {
    environment.step();
    if (random.nextInt(50) == 0 && !timeStandsStill) {
      environment.advance(50 * MILLI);
    }
    if (member.failure().isDone()) {
      Throwable cause = member.failure().join();
      if (cause instanceof SimulatedCrash crash) {
        throw crash;
      }
      if (cause instanceof MemberRemovedException removed) {
        throw removed;
      }
      throw new AssertionError(cause);
    }
  }

  void turnUntil(BooleanSupplier condition, String what) throws Exception {
    for (int i = 0; !condition.getAsBoolean(); i++) {
      assertTrue(i < PATIENCE_TURNS, () -> "never: " + what + "; " + member.replica().status());
      turn();
    }
  }

  /** The machine stops; what was not durable is gone; it starts again, the member does not. */
  void restartMachine() {
    if (!disk.crashed()) {
      disk.crash();
    }
    disk.restart();
    home = home.crashed();
  }

  /** Proposes and takes turns until there is an answer. */
  Outcome call(CommandKind kind, MessageLite request) throws Exception {
    List<Outcome> outcomes = new ArrayList<>();
    member.replica().propose(kind, request.toByteArray(), outcomes::add);
    turnUntil(() -> !outcomes.isEmpty(), "an answer to " + kind);
    return outcomes.get(0);
  }

  static PutRequest put(String key, String value) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFromUtf8(value))
        .build();
  }

  /** The process dies; what its store had not flushed is gone with {@link #restartMachine}. */
  void stop() {
    member.close();
    environment.close();
  }

  /** An orderly end: the store is closed, and so has on disk all that it has applied. */
  void shutDown() {
    disk.crashAt(Long.MAX_VALUE / 2); // an end that a crash cuts short is restartMachine's
    stop();
    home.close();
    disk.kill();
    home = home.crashed();
  }
}
