package dev.balsa.jepsen.live;

import com.google.protobuf.ByteString;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DefragmentRequest;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.KeyValue;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import dev.balsa.jepsen.live.cluster.ServerProcess;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * Kills a server with many keys while it writes, saves its key index, compacts and defragments, and
 * proves after each kill that a start over the saved index serves what a start over the whole
 * history serves: every key with its revisions and version, and the hash of the history. Prints how
 * long both starts took.
 *
 * <pre>
 * jepsen-tests/bin/restart-rounds 20             twenty kills, 150,000 keys
 * jepsen-tests/bin/restart-rounds 3 1000000      with a million keys
 * </pre>
 */
public final class RestartRounds {
  private static final int PUTS_A_TXN = 100;
  private static final int PAGE = 10_000;
  private static final int OPERATIONS_MAX = 400;
  private static final int KILL_WITHIN_MILLIS = 300;
  private static final int INBOUND_BYTES_MAX = 64 << 20;

  private final ServerProcess server;
  private final Path index;
  private final int keys;
  private final SplittableRandom random;
  private final ByteString value = ByteString.copyFrom(new byte[100]);

  private RestartRounds(ServerProcess server, Path data, int keys, long seed) {
    this.server = server;
    this.index = data.resolve("member").resolve("store").resolve("key-index");
    this.keys = keys;
    this.random = new SplittableRandom(seed);
  }

  private ManagedChannel connect() {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.clientPort())
        .usePlaintext()
        .maxInboundMessageSize(INBOUND_BYTES_MAX)
        .build();
  }

  private static ByteString key(int number) {
    return ByteString.copyFromUtf8(String.format(Locale.ROOT, "/registry/pods/%08d", number));
  }

  /** One transaction that puts a run of keys. */
  private void put(KVGrpc.KVBlockingStub kv, int first) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (int i = 0; i < PUTS_A_TXN; i++) {
      txn.addSuccess(
          RequestOp.newBuilder()
              .setRequestPut(
                  PutRequest.newBuilder().setKey(key((first + i) % keys)).setValue(value)));
    }
    var unused = kv.txn(txn.build());
  }

  private void fill() {
    ManagedChannel channel = connect();
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
    for (int first = 0; first < keys; first += PUTS_A_TXN) {
      put(kv, first);
    }
    channel.shutdownNow();
  }

  /** Writes, compacts and defragments until the server is gone. */
  private void disturb() throws InterruptedException {
    ManagedChannel channel = connect();
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
    int killAfter = random.nextInt(OPERATIONS_MAX);
    int delayMillis = random.nextInt(KILL_WITHIN_MILLIS);
    Thread killer = new Thread(() -> killAfter(delayMillis), "killer");
    try {
      for (int i = 0; ; i++) {
        if (i == killAfter) {
          killer.start();
        }
        put(kv, random.nextInt(keys));
        if (i % 50 == 20) {
          long revision =
              kv.range(page(ByteString.copyFrom(new byte[1]), 1)).getHeader().getRevision();
          var unused = kv.compact(CompactionRequest.newBuilder().setRevision(revision - 5).build());
        }
        if (i % 200 == 100) {
          var unused =
              MaintenanceGrpc.newBlockingStub(channel)
                  .defragment(DefragmentRequest.getDefaultInstance());
        }
      }
    } catch (StatusRuntimeException gone) {
      if (gone.getStatus().getCode() != Status.Code.UNAVAILABLE) {
        throw gone;
      }
      killer.join();
    }
    channel.shutdownNow();
  }

  private void killAfter(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.kill();
  }

  private static RangeRequest page(ByteString from, int limit) {
    return RangeRequest.newBuilder()
        .setKey(from)
        .setRangeEnd(ByteString.copyFrom(new byte[1]))
        .setLimit(limit)
        .setKeysOnly(true)
        .build();
  }

  /** Everything that a client can see of the keys, and the hash of their history. */
  private String digest() {
    ManagedChannel channel = connect();
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
    CRC32C crc = new CRC32C();
    long count = 0;
    ByteString from = ByteString.copyFrom(new byte[1]);
    RangeResponse response;
    do {
      response = kv.range(page(from, PAGE));
      for (KeyValue each : response.getKvsList()) {
        crc.update(each.toByteArray());
        from = each.getKey().concat(ByteString.copyFrom(new byte[1]));
      }
      count += response.getKvsCount();
    } while (response.getMore());
    var hash = MaintenanceGrpc.newBlockingStub(channel).hashKV(HashKVRequest.getDefaultInstance());
    channel.shutdownNow();
    return String.format(
        Locale.ROOT,
        "revision %d, compacted %d, %d keys, digest %08x, hash %08x",
        response.getHeader().getRevision(),
        hash.getCompactRevision(),
        count,
        crc.getValue(),
        hash.getHash());
  }

  private double start() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    server.start();
    return (System.nanoTime() - begun) / 1e9;
  }

  private void run(int rounds) throws IOException, InterruptedException {
    double empty = start();
    fill();
    System.out.printf(Locale.ROOT, "%,d keys; an empty start took %.2f s%n", keys, empty);
    server.terminate();
    System.out.printf(Locale.ROOT, "a start after a stop %.2f s%n", start());
    for (int round = 1; round <= rounds; round++) {
      disturb();
      boolean saved = Files.exists(index);
      double withIndex = start();
      boolean used = server.log().contains("loaded the key index");
      String first = digest();
      server.kill();
      Files.deleteIfExists(index);
      double whole = start();
      String second = digest();
      if (!first.equals(second)) {
        throw new AssertionError("over the index: " + first + "\nover the history: " + second);
      }
      server.terminate();
      double stopped = start();
      System.out.printf(
          Locale.ROOT,
          "round %d/%d: index %s, start %.2f s; whole history %.2f s; after a stop %.2f s; %s%n",
          round,
          rounds,
          used ? "used" : saved ? "refused" : "missing",
          withIndex,
          whole,
          stopped,
          first);
    }
  }

  /** {@code ROUNDS [KEYS [SERVER [SEED]]]}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = Integer.parseInt(arguments[0]);
    int keys = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 150_000;
    Path program = Path.of(arguments.length > 2 ? arguments[2] : "server/bin/balsa");
    long seed = arguments.length > 3 ? Long.parseLong(arguments[3]) : ProcessHandle.current().pid();
    System.out.println("seed " + seed);
    Path root = Files.createTempDirectory("restart-rounds");
    Path data = root.resolve("data");
    try (ServerProcess server = new ServerProcess(program.toAbsolutePath(), data)) {
      new RestartRounds(server, data, keys, seed).run(rounds);
      System.out.println("equal after every one of " + rounds + " kills");
    } finally {
      KillRounds.delete(root);
    }
  }
}
