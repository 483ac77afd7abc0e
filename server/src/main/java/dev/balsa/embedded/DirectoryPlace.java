package dev.balsa.embedded;

import dev.balsa.server.Surroundings;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.env.Environment;
import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.store.StoreDirectory;
import dev.balsa.wal.WalConfig;
import dev.balsa.wal.disk.FileDisk;
import java.net.SocketAddress;
import java.util.Optional;

/** A directory of the machine. */
final class DirectoryPlace implements Place {

  private final Plan plan;
  private final BalsaConfig config;

  /** Null for a member that meets the others on its peer port. */
  private final LocalNetwork network;

  DirectoryPlace(Plan plan, BalsaConfig config, LocalNetwork network) {
    this.plan = plan;
    this.config = config;
    this.network = network;
  }

  @Override
  public Surroundings occupy(SocketAddress entrance, boolean listens) {
    Environment environment =
        new SystemEnvironment(
            config.name(), SystemEnvironment.SYSTEM_CLOCK, new FileDisk(), plan::thread);
    return new Surroundings(
        environment,
        new StoreDirectory(config, environment.disk()),
        WalConfig.DEFAULT,
        Optional.ofNullable(network).map(meeting -> meeting.port(environment)),
        Optional.of(entrance),
        listens,
        Optional.empty());
  }

  @Override
  public void vacate() {
    // the directory keeps everything
  }

  @Override
  public void crash() {
    throw new IllegalStateException("only what lives on the heap can crash alone");
  }

  @Override
  public Optional<Breakable> breakable() {
    return Optional.empty();
  }
}
