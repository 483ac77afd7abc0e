package dev.balsa.jepsen.flip;

import dev.balsa.server.BalsaServer;
import dev.balsa.server.Surroundings;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.MemberSettings;
import dev.balsa.server.env.Environment;
import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.store.StoreDirectory;
import dev.balsa.wal.WalConfig;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A member in this JVM on a directory of its own: no port, small files, an index of few keys. */
final class QuietServer implements AutoCloseable {

  private static final String ENTRANCE = "flip";
  private static final long MIN_INDEX_RECORDS = 10;
  private static final WalConfig SMALL_LOG =
      WalConfig.DEFAULT.withSegmentBytes(2048).withAllocateAheadBytes(512);

  private final BalsaServer server;
  private final ManagedChannel channel;

  private QuietServer(BalsaServer server) {
    this.server = server;
    this.channel = InProcessChannelBuilder.forName(ENTRANCE).build();
  }

  /**
   * Starts it and returns when it serves.
   *
   * @throws IOException if it refuses to
   */
  static QuietServer start(Path dataDir) throws IOException {
    BalsaConfig config =
        BalsaConfig.builder().set(MemberSettings.DATA_DIR, dataDir.toString()).build();
    Environment environment = new SystemEnvironment(config.name());
    Surroundings surroundings =
        new Surroundings(
            environment,
            StoreDirectory.withSmallIndex(config, environment.disk(), MIN_INDEX_RECORDS),
            SMALL_LOG,
            Optional.empty(),
            Optional.of(new InProcessSocketAddress(ENTRANCE)),
            false,
            Optional.empty());
    return new QuietServer(BalsaServer.start(config, surroundings));
  }

  ManagedChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}
