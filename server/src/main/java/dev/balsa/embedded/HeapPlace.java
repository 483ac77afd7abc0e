package dev.balsa.embedded;

import dev.balsa.server.Surroundings;
import dev.balsa.server.env.Environment;
import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.store.MemoryHome;
import dev.balsa.wal.WalConfig;
import dev.balsa.wal.disk.MemoryDisk;
import java.net.SocketAddress;
import java.util.Optional;

/** A member's disk and store on the heap. */
final class HeapPlace implements Place {

  /** Nobody reads old segments here: short ones give their memory back early. */
  static final WalConfig LOG =
      WalConfig.DEFAULT.withSegmentBytes(1 << 20).withAllocateAheadBytes(0);

  private final Plan plan;
  private final String name;

  /** Null for a member that meets the others on its peer port. */
  private final LocalNetwork network;

  private final MemoryDisk disk = new MemoryDisk();
  private MemoryHome home = new MemoryHome();

  HeapPlace(Plan plan, String name, LocalNetwork network) {
    this.plan = plan;
    this.name = name;
    this.network = network;
  }

  @Override
  public synchronized Surroundings occupy(SocketAddress entrance, boolean listens) {
    Environment environment =
        new SystemEnvironment(name, SystemEnvironment.SYSTEM_CLOCK, disk, plan::thread);
    return new Surroundings(
        environment,
        home,
        LOG,
        Optional.ofNullable(network).map(meeting -> meeting.port(environment)),
        Optional.of(entrance),
        listens,
        Optional.empty());
  }

  @Override
  public synchronized void vacate() {
    home = home.crashed(); // it was flushed when it was closed, so nothing is lost
  }

  @Override
  public void crash() {
    throw new IllegalStateException("ask for EmbeddedBalsa.builder().breakable()");
  }

  @Override
  public Optional<Breakable> breakable() {
    return Optional.empty();
  }
}
