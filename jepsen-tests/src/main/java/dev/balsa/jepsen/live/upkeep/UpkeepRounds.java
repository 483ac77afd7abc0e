package dev.balsa.jepsen.live.upkeep;

import dev.balsa.jepsen.live.cluster.ServerProcess;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Kills a server in the middle of one kind of work, over and over, and looks at what is left. */
final class UpkeepRounds {

  /** Enough that a stop saves the key index. */
  private static final int CHANGES_A_ROUND = 120;

  private final ServerProcess server;
  private final Path index;
  private final Operation operation;
  private final Keys keys;
  private final SplittableRandom random;

  UpkeepRounds(ServerProcess server, Path data, Path scratch, Keys keys, SplittableRandom random) {
    this.server = server;
    this.index = data.resolve("member").resolve("store").resolve("key-index");
    this.operation = new Operation(server, scratch);
    this.keys = keys;
    this.random = random;
  }

  /** One kind of work, so many kills. The server runs before and after. */
  void run(Work work, int rounds) throws IOException, InterruptedException {
    long nanos = whole(work);
    int inTheMiddle = 0;
    for (int round = 1; round <= rounds; round++) {
      double share = random.nextDouble();
      boolean cutOff = round(work, (long) (nanos * share));
      inTheMiddle += cutOff ? 1 : 0;
      boolean unfinished = Files.exists(index.resolveSibling("key-index.new"));
      String found = afterKill();
      System.out.printf(
          Locale.ROOT,
          "%s %d/%d: killed after %d of %d ms, %s%s; %s%n",
          work.name().toLowerCase(Locale.ROOT),
          round,
          rounds,
          (long) (nanos * share) / 1_000_000,
          nanos / 1_000_000,
          cutOff ? "in the middle" : "when it was done",
          unfinished ? ", the index half written" : "",
          found);
    }
    System.out.printf(
        Locale.ROOT,
        "%s: equal after every one of %d kills, %d of them in the middle%n",
        work.name().toLowerCase(Locale.ROOT),
        rounds,
        inTheMiddle);
  }

  /** How long it takes when nobody disturbs it. */
  private long whole(Work work) throws IOException, InterruptedException {
    ManagedChannel channel = Keys.connect(server.clientPort());
    keys.change(channel, random, CHANGES_A_ROUND);
    long begun = System.nanoTime();
    operation.run(work, channel, keys.revision());
    long nanos = System.nanoTime() - begun;
    channel.shutdownNow();
    if (!server.isAlive()) {
      server.start();
    }
    return nanos;
  }

  /** Returns whether the kill came before the work was done. */
  private boolean round(Work work, long delayNanos) throws InterruptedException {
    ManagedChannel channel = Keys.connect(server.clientPort());
    keys.change(channel, random, CHANGES_A_ROUND);
    long revision = keys.revision();
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Thread worker = new Thread(() -> work(work, channel, revision, done), "upkeep");
    Thread writer = new Thread(() -> writeUntilGone(channel), "writer");
    writer.start();
    worker.start();
    TimeUnit.NANOSECONDS.sleep(delayNanos);
    server.kill();
    writer.join();
    boolean cutOff;
    try {
      cutOff = !done.get();
    } catch (ExecutionException e) {
      throw new AssertionError(work + " failed", e.getCause());
    }
    channel.shutdownNow();
    return cutOff;
  }

  /** An orderly stop that is killed has no word for it: whether it saved the index shows later. */
  private void work(
      Work work, ManagedChannel channel, long revision, CompletableFuture<Boolean> done) {
    try {
      operation.run(work, channel, revision);
      done.complete(work != Work.INDEX);
    } catch (StatusRuntimeException gone) {
      done.complete(false);
    } catch (IOException | RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  private void writeUntilGone(ManagedChannel channel) {
    SplittableRandom chance = random.split();
    try {
      while (true) {
        keys.change(channel, chance, 1);
      }
    } catch (StatusRuntimeException gone) {
      switch (gone.getStatus().getCode()) {
        case UNAVAILABLE, CANCELLED -> {
          // it was killed, or is on its way out
        }
        default -> throw gone;
      }
    }
  }

  /** Over the saved index and over the whole history the same is served. */
  private String afterKill() throws IOException, InterruptedException {
    server.start();
    boolean used = server.log().contains("loaded the key index");
    String first = look();
    server.kill();
    Files.deleteIfExists(index);
    server.start();
    String second = look();
    if (!first.equals(second)) {
      throw new AssertionError("over the index: " + first + "\nover the history: " + second);
    }
    ManagedChannel channel = Keys.connect(server.clientPort());
    keys.accept(channel);
    channel.shutdownNow();
    return (used ? "index used, " : "index not used, ") + second;
  }

  private String look() {
    ManagedChannel channel = Keys.connect(server.clientPort());
    String found = keys.checked(channel);
    channel.shutdownNow();
    return found;
  }
}
