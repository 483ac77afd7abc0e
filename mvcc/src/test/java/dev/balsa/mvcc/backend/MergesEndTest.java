package dev.balsa.mvcc.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.MvccException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merges of a whole store, which may take as long as it is large, and its end. */
class MergesEndTest {

  private static final int RECORDS = 6_000;
  private static final int RECORD_BYTES = 4_096;

  /** A merge may be over before the test gets its turn. */
  private static final int ATTEMPTS = 10;

  @TempDir Path root;

  /** A store of two files that lie over one another: they cannot be merged by their names alone. */
  private static RocksBackend twoFiles(Path directory) {
    RocksBackend backend = RocksBackend.open(directory, RocksConfig.DEFAULT);
    Random random = new Random(1);
    for (int file = 0; file < 2; file++) {
      Batch batch = new Batch();
      for (int i = 0; i < RECORDS; i++) {
        byte[] value = new byte[RECORD_BYTES];
        random.nextBytes(value); // nothing to compress
        batch.put(Space.KEY, ByteBuffer.allocate(4).putInt(i).array(), value);
      }
      backend.write(batch);
      backend.flush();
    }
    return backend;
  }

  /** Whether the store's end ended the merge, too. */
  private static boolean endsWith(Path directory, boolean discarded) {
    RocksBackend backend = twoFiles(directory);
    CompletableFuture<Void> merge = CompletableFuture.runAsync(() -> backend.defragment(RECORDS));
    while (!merge.isDone() && backend.figures().get("num-running-compactions") == 0) {
      Thread.onSpinWait();
    }
    if (discarded) {
      backend.discard();
    } else {
      backend.close();
    }
    try {
      merge.join();
      return false;
    } catch (CompletionException e) {
      assertTrue(e.getCause() instanceof MvccException, () -> String.valueOf(e.getCause()));
      assertEquals(MvccException.Kind.CLOSED, ((MvccException) e.getCause()).kind());
      return true;
    }
  }

  @Test
  void aStoreThatIsClosedDoesNotWaitForAMergeOfEverything() {
    Path directory = root.resolve("db");
    assertTrue(IntStream.range(0, ATTEMPTS).anyMatch(i -> endsWith(directory, false)));
    try (RocksBackend again = RocksBackend.open(directory)) {
      int[] count = {0};
      again.scan(Space.KEY, null, null, (key, value) -> ++count[0] > 0);
      assertEquals(RECORDS, count[0]);
    }
  }

  @Test
  void norDoesOneThatWasReplaced() {
    Path directory = root.resolve("db");
    assertTrue(IntStream.range(0, ATTEMPTS).anyMatch(i -> endsWith(directory, true)));
  }
}
