package dev.balsa.mvcc.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.balsa.mvcc.MvccException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is pinned does not move. */
class PinnedTest {

  @TempDir Path directory;

  private List<Backend> backends() {
    return List.of(new MemoryBackend(), RocksBackend.open(directory.resolve("db")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static void fill(Backend backend, String value) {
    Batch batch = new Batch();
    batch.put(Space.META, bytes("m"), bytes(value));
    batch.put(Space.LEASE, bytes("l"), bytes(value));
    for (int i = 0; i < 100; i++) {
      batch.put(Space.KEY, bytes(String.format("%03d", i)), bytes(value + i));
    }
    backend.write(batch);
  }

  private static List<String> all(Pinned pinned, Space space) {
    List<String> found = new ArrayList<>();
    try (Pinned.Cursor cursor = pinned.cursor(space)) {
      while (cursor.next()) {
        assertEquals(cursor.value().length, cursor.valueLength());
        found.add(new String(cursor.key(), UTF_8) + "=" + new String(cursor.value(), UTF_8));
      }
    }
    return found;
  }

  @Test
  void everySpaceStandsStillWhileWritesGoOn() {
    for (Backend backend : backends()) {
      fill(backend, "old");
      try (Pinned pinned = backend.pin()) {
        fill(backend, "newer");
        Batch removal = new Batch();
        removal.delete(Space.KEY, bytes("050"));
        removal.delete(Space.LEASE, bytes("l"));
        backend.write(removal);
        backend.flush();
        backend.defragment(0);
        assertEquals(100, all(pinned, Space.KEY).size());
        assertEquals("050=old50", all(pinned, Space.KEY).get(50));
        assertEquals(List.of("m=old"), all(pinned, Space.META));
        assertEquals(List.of("l=old"), all(pinned, Space.LEASE));
        assertEquals(List.of(), all(pinned, Space.ALARM));
        assertArrayEquals(bytes("old"), pinned.get(Space.META, bytes("m")));
        assertNull(pinned.get(Space.META, bytes("other")));
      }
      backend.close();
    }
  }

  @Test
  void aBackendThatClosesEndsItsReaders() {
    for (Backend backend : backends()) {
      fill(backend, "old");
      Pinned pinned = backend.pin();
      Pinned.Cursor cursor = pinned.cursor(Space.KEY);
      cursor.next();
      backend.close();
      MvccException closed = assertThrows(MvccException.class, cursor::next);
      assertEquals(MvccException.Kind.CLOSED, closed.kind());
      cursor.close();
      pinned.close();
    }
  }

  @Test
  void aPinThatIsClosedIsNotReadAnyMore() {
    for (Backend backend : backends()) {
      Pinned pinned = backend.pin();
      pinned.close();
      pinned.close();
      assertThrows(MvccException.class, () -> pinned.cursor(Space.KEY));
      backend.close();
    }
  }
}
