package dev.balsa.embedded;

import dev.balsa.server.Surroundings;
import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.store.MemoryHome;
import dev.balsa.wal.disk.MemoryDisk;
import java.net.SocketAddress;
import java.util.Optional;

/** A member's disk and store on the heap, its clock and its threads in somebody's hand. */
final class BreakablePlace implements Place, Place.Breakable {

  private final Plan plan;
  private final String name;
  private final LocalNetwork network;
  private final ShiftedClock clock;
  private MemoryDisk kept = MemoryDisk.crashable();
  private MemoryHome home = new MemoryHome();
  private boolean full;

  /** Those of the last start; null before the first. */
  private FillableDisk disk;

  private GatedEnvironment environment;
  private Gate gate;

  BreakablePlace(Plan plan, String name, LocalNetwork network, ShiftedClock clock) {
    this.plan = plan;
    this.name = name;
    this.network = network;
    this.clock = clock;
  }

  @Override
  public synchronized Surroundings occupy(SocketAddress entrance, boolean listens) {
    gate = new Gate();
    disk = new FillableDisk(kept);
    disk.full(full);
    GatedEnvironment world =
        new GatedEnvironment(new SystemEnvironment(name, clock, disk, plan::thread), gate);
    environment = world;
    return new Surroundings(
        world,
        home,
        HeapPlace.LOG,
        Optional.of(network.port(world)),
        Optional.of(entrance),
        listens,
        Optional.of(gate));
  }

  @Override
  public synchronized void vacate() {
    home = home.crashed(); // it was flushed when it was closed, so nothing is lost
  }

  @Override
  public synchronized void crash() {
    gate.close(); // log and store have to be of one moment
    kept = kept.crashed();
    home = home.crashed();
    gate.kill();
  }

  @Override
  public Optional<Breakable> breakable() {
    return Optional.of(this);
  }

  @Override
  public synchronized void pause() {
    gate.close();
  }

  @Override
  public synchronized void resume() {
    if (gate != null) {
      gate.open();
    }
  }

  @Override
  public synchronized void diskFull(boolean isFull) {
    full = isFull;
    if (disk != null) {
      disk.full(isFull);
    }
  }

  @Override
  public synchronized void lookAtTheClock() {
    if (environment != null) {
      environment.wakeAll();
    }
  }
}
