package dev.balsa.embedded;

import dev.balsa.server.BalsaServer;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.node.Replica;
import io.grpc.ManagedChannelBuilder;
import io.grpc.inprocess.AnonymousInProcessSocketAddress;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One member of an {@link EmbeddedBalsa}. Thread-safe.
 *
 * <p>What a member keeps outlives its being stopped, on the heap as on a disk, until the {@link
 * EmbeddedBalsa} is closed.
 */
public final class EmbeddedMember {

  private final Plan plan;
  private final Addresses addresses;
  private final BalsaConfig config;
  private final Place place;
  private final AnonymousInProcessSocketAddress entrance = new AnonymousInProcessSocketAddress();

  private final StartTurn turn = new StartTurn();

  /** Null while the member is stopped. */
  private volatile BalsaServer server;

  private volatile long id;

  EmbeddedMember(Plan plan, Addresses addresses, BalsaConfig config, Place place) {
    this.plan = plan;
    this.addresses = addresses;
    this.config = config;
    this.place = place;
  }

  /** The member's name. */
  public String name() {
    return addresses.name();
  }

  /** Whether it was started and not stopped since, neither by somebody nor by itself. */
  public boolean isRunning() {
    BalsaServer running = server;
    return running != null && !running.hasEnded();
  }

  /** Whether it leads, as far as it knows; one that was cut off may be wrong for a while. */
  public boolean isLeader() {
    return isRunning() && server.replica().status().leader();
  }

  /** Its id in the cluster; 0 if it has never run. */
  public long id() {
    return id;
  }

  /**
   * What clients elsewhere may be given, such as {@code http://127.0.0.1:32769}.
   *
   * @throws IllegalStateException if no port was asked for
   */
  public String endpoint() {
    if (!plan.listens()) {
      throw new IllegalStateException(
          "no port is open: ask for one with EmbeddedBalsa.builder().listen()");
    }
    return addresses.clientUrl();
  }

  /** The way in without a port, for stubs of gRPC; the caller closes what it builds. */
  public ManagedChannelBuilder<?> channelBuilder() {
    return InProcessChannelBuilder.forAddress(entrance);
  }

  /**
   * Starts it again, and returns when it serves: one that is alone of several waits for a majority,
   * until somebody stops it.
   *
   * @throws IllegalStateException if it runs
   * @throws java.io.UncheckedIOException if it cannot start, or is stopped before it serves, with
   *     one line for people
   */
  public void start() {
    plan.startAll(List.of(this));
  }

  /** Stops it as an operator would: leadership is handed over, calls are answered. Idempotent. */
  public void stop() {
    plan.run("stop " + name(), () -> stopHere(BalsaServer::close));
  }

  /**
   * @param givenUp completes when nobody wants this start any longer
   */
  synchronized void startHere(CompletableFuture<Void> givenUp) throws IOException {
    if (isRunning()) {
      throw new IllegalStateException(name() + " runs already");
    }
    end(BalsaServer::close); // one that ended by itself
    CompletableFuture<Void> stopped = turn.startBegins();
    try {
      server =
          BalsaServer.start(
              config,
              place.occupy(entrance, plan.listens()),
              CompletableFuture.anyOf(givenUp, stopped).thenAccept(any -> {}));
    } catch (IOException | RuntimeException | Error e) {
      place.vacate();
      throw e;
    }
    id = server.replica().memberId();
  }

  void stopHere(Ending how) {
    turn.stopBegins();
    try {
      end(how);
    } finally {
      turn.stopEnds();
    }
  }

  private synchronized void end(Ending how) {
    if (server != null) {
      how.end(server);
      server = null;
      place.vacate();
    }
  }

  /** At the end of the whole cluster. */
  void stopWithCluster() {
    stopHere(BalsaServer::closeWithCluster);
  }

  /** As a process that is killed on a machine that stops: what was not synced is gone. */
  void kill() {
    turn.stopBegins();
    try {
      breakOff();
    } finally {
      turn.stopEnds();
    }
  }

  private synchronized void breakOff() {
    if (server != null) {
      BalsaServer gone = server;
      server = null;
      gone.breakOff(place::crash);
    }
  }

  /** A way to end a server. */
  @FunctionalInterface
  interface Ending {
    void end(BalsaServer server);
  }

  Place place() {
    return place;
  }

  Addresses addresses() {
    return addresses;
  }

  /**
   * The member itself.
   *
   * @throws IllegalStateException if it is stopped
   */
  Replica replica() {
    BalsaServer running = server;
    if (running == null) {
      throw new IllegalStateException(name() + " is stopped");
    }
    return running.replica();
  }

  @Override
  public String toString() {
    return name() + (!isRunning() ? " (stopped)" : isLeader() ? " (leader)" : "");
  }
}
