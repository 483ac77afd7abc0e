package dev.balsa.jepsen.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.jepsen.live.client.Connections;
import dev.balsa.jepsen.live.cluster.LoopDisk;
import dev.balsa.jepsen.live.cluster.ServerProcess;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real disk under a real process: it turns read only, and it fills up, while clients write. The
 * member stops with a word about it; nothing that it acknowledged is missing afterwards.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FailingDiskTest {

  private static final Path PROGRAM =
      Path.of(System.getProperty("live.server", "../server/bin/balsa"));

  private static final String STOPS =
      "this member cannot go on and stops; what was acknowledged is safe";
  private static final int PATIENCE_SECONDS = 120;
  private static final int BEFORE = 10;
  private static final ByteString VALUE = ByteString.copyFrom(new byte[512 << 10]);

  /** What happens to the disk, and how it is put right. */
  private enum Trouble {
    READ_ONLY("Read-only file system", "Input/output error") {
      @Override
      void begin(LoopDisk disk) throws IOException {
        disk.fail();
      }

      @Override
      void end(LoopDisk disk) throws IOException {
        disk.repair();
      }
    },
    FULL("No space left on device", "No space left on device") {
      @Override
      void begin(LoopDisk disk) throws IOException {
        disk.fill();
      }

      @Override
      void end(LoopDisk disk) throws IOException {
        disk.makeRoom();
      }
    };

    private final String words;

    /** What the kernel says to who is syncing at that moment. */
    private final String wordsWhileSyncing;

    Trouble(String words, String wordsWhileSyncing) {
      this.words = words;
      this.wordsWhileSyncing = wordsWhileSyncing;
    }

    boolean isToldIn(String line) {
      return line.contains(words) || line.contains(wordsWhileSyncing);
    }

    abstract void begin(LoopDisk disk) throws IOException;

    abstract void end(LoopDisk disk) throws IOException;
  }

  /** Keys 0 to this one, without it, were acknowledged. */
  private int acknowledged;

  @Test
  void aDiskThatTurnsReadOnlyOrFillsUpStopsItsMemberAndCostsNothingAcknowledged(
      @TempDir Path scratch) throws IOException, InterruptedException {
    Path program = PROGRAM.toAbsolutePath().normalize();
    assertTrue(Files.isExecutable(program), program + " is not there");
    String obstacle = LoopDisk.obstacle(scratch);
    assumeTrue(obstacle == null, obstacle);
    Path mounted = scratch.resolve("disk");
    try (LoopDisk disk = LoopDisk.at(mounted);
        ServerProcess server = new ServerProcess(program, mounted.resolve("data"))) {
      server.start();
      for (Trouble trouble : Trouble.values()) {
        meet(trouble, disk, server);
        trouble.end(disk);
        server.start();
        assertNothingIsMissing(server);
      }
      server.terminate();
    }
  }

  private void meet(Trouble trouble, LoopDisk disk, ServerProcess server)
      throws IOException, InterruptedException {
    try (Connections clients = connect(server)) {
      ManagedChannel channel = clients.channel(0);
      for (int i = 0; i < BEFORE; i++) {
        put(channel);
      }
      trouble.begin(disk);
      while (server.isAlive()) {
        put(channel);
      }
    } catch (StatusRuntimeException stopped) {
      // it has answered, or is gone: this put may be there or not
    }
    assertTrue(server.awaitExit(PATIENCE_SECONDS), server::log);
    assertEquals(1, server.exitCode(), server::log);
    List<String> told = server.log().lines().filter(line -> line.contains(STOPS)).toList();
    assertEquals(1, told.size(), server::log);
    assertTrue(trouble.isToldIn(told.get(0)), told.get(0));
  }

  private static Connections connect(ServerProcess server) {
    return new Connections(List.of("127.0.0.1:" + server.clientPort()));
  }

  private void put(ManagedChannel channel) {
    PutRequest request =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("key " + acknowledged))
            .setValue(VALUE)
            .build();
    var unused =
        KVGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .put(request);
    acknowledged++;
  }

  private void assertNothingIsMissing(ServerProcess server) {
    try (Connections clients = connect(server)) {
      KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(clients.channel(0));
      for (int i = 0; i < acknowledged; i++) {
        RangeRequest request =
            RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("key " + i)).build();
        assertEquals(VALUE, kv.range(request).getKvs(0).getValue(), "key " + i);
      }
    }
  }
}
