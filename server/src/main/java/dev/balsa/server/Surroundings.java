package dev.balsa.server;

import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.env.Environment;
import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.logging.LogLevel;
import dev.balsa.server.node.PeerNetwork;
import dev.balsa.server.node.StoreHome;
import dev.balsa.server.store.StoreDirectory;
import dev.balsa.wal.WalConfig;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What a member stands in, beside its settings: the machine's clock, disk and ports, or something
 * else in their place. The server that is started owns environment and home, and closes them.
 *
 * @param environment time, chance, threads, and the disk of the log
 * @param home where the store lives
 * @param log the shape of the log; what flags say about it comes on top
 * @param peers the way to the other members; empty for the peer port
 * @param entrance an address of gRPC's in-process transport, where clients in this JVM get in
 *     without a port
 * @param listens whether client ports are opened
 * @param calls runs what clients' calls bring through a port; empty for the thread on which they
 *     come, which is best, for no handler ever blocks
 * @param logLevel how much is logged, where the log is this process's own; empty else
 */
public record Surroundings(
    Environment environment,
    StoreHome home,
    WalConfig log,
    Optional<PeerNetwork> peers,
    Optional<SocketAddress> entrance,
    boolean listens,
    Optional<Executor> calls,
    Optional<LogLevel> logLevel) {

  /** With a log that somebody else keeps. */
  public Surroundings(
      Environment environment,
      StoreHome home,
      WalConfig log,
      Optional<PeerNetwork> peers,
      Optional<SocketAddress> entrance,
      boolean listens,
      Optional<Executor> calls) {
    this(environment, home, log, peers, entrance, listens, calls, Optional.empty());
  }

  /** The same, with a log whose level can be changed. */
  public Surroundings withLogLevel(LogLevel level) {
    return new Surroundings(
        environment, home, log, peers, entrance, listens, calls, Optional.of(level));
  }

  /** The machine itself: its clock, its disk, its ports. */
  public static Surroundings ofTheMachine(BalsaConfig config) {
    Environment environment = new SystemEnvironment(config.name());
    return new Surroundings(
        environment,
        new StoreDirectory(config, environment.disk()),
        WalConfig.DEFAULT,
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty());
  }
}
