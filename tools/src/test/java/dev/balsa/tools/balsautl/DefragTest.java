package dev.balsa.tools.balsautl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.Store;
import dev.balsa.server.BalsaServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Space comes back while no server is running, and nothing else changes. */
class DefragTest {

  private static final int VALUE_BYTES = 10_000;
  private static final int VERSIONS = 500;

  private final Path directory = Scratch.directory();
  private final Path data = directory.resolve("data");

  @AfterEach
  void clean() throws IOException {
    Scratch.delete(directory);
  }

  @Test
  void theSpaceOfRemovedRevisionsComesBackAndTheRestStays() throws Exception {
    try (BalsaServer balsa = Balsa.start(data);
        State state = new State(balsa.clientPort())) {
      state.put("greeting", "hello", 0);
      String running = UtlRun.refused("defrag", "--data-dir", data);
      assertTrue(running.contains("a server is running on"), running);
    }
    removeRevisions();
    String hash = UtlRun.ok("hashkv", data);
    String answer = UtlRun.ok("defrag", "--data-dir", data, "-w", "json");
    JsonObject json = JsonParser.parseString(answer).getAsJsonObject();
    long before = json.get("sizeBefore").getAsLong();
    long after = json.get("sizeAfter").getAsLong();
    // The engine may have begun with it when the store was closed or opened.
    assertTrue(before >= after, answer);
    assertTrue(after < VERSIONS * VALUE_BYTES / 10, answer);
    assertEquals(hash, UtlRun.ok("hashkv", data));
    UtlRun.ok("check", data);
    assertTrue(UtlRun.ok("defrag", "--data-dir", data, "-w", "table").contains("| SIZE AFTER |"));
  }

  @Test
  void aDirectoryWithoutAStoreIsRefused() {
    String refused = UtlRun.refused("defrag", "--data-dir", directory);
    assertTrue(refused.contains("there is no log in"), refused);
  }

  /** What a member that is killed right after a compaction leaves. */
  private void removeRevisions() throws IOException {
    Random random = new Random(1);
    byte[] key = "large".getBytes(StandardCharsets.UTF_8);
    PrintWriter quiet = new PrintWriter(PrintWriter.nullWriter());
    try (Store store = DataDirectory.openToChange(data, DataDirectory.wal(data), quiet)) {
      long index = store.appliedIndex();
      store.beginBatch();
      for (int i = 0; i < VERSIONS; i++) {
        byte[] value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        store.apply(Op.Put.of(key, value));
      }
      store.commitBatch(index, store.appliedTerm());
      store.flush();
      store.beginBatch();
      store.compact(store.view().revision());
      store.commitBatch(index, store.appliedTerm());
      while (store.compactStep(1_000) > 0) {
        // until all is removed
      }
    }
  }
}
