package dev.balsa.server.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.mvcc.backend.Space;
import dev.balsa.mvcc.bolt.BoltCursor;
import dev.balsa.mvcc.bolt.BoltFile;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.MemberJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For which etcd a file is written, and what stands in it for that. */
class StateFileTest {

  @TempDir Path directory;

  private final Store store = Store.open(new MemoryBackend(), StoreConfig.DEFAULT);

  @BeforeEach
  void fill() {
    store.beginBatch();
    store.apply(Op.Put.of("a".getBytes(UTF_8), "b".getBytes(UTF_8)));
    store.putAux(Space.CLUSTER, "clusterVersion".getBytes(UTF_8), "3.7.0".getBytes(UTF_8));
    member(0x8e9e05c52164694dL, false);
    member(5, true);
    store.commitBatch(9, 4);
  }

  private void member(long id, boolean learner) {
    MemberInfo member = new MemberInfo(id, "m", List.of("http://a:2380"), List.of(), learner);
    byte[] key = Long.toHexString(id).getBytes(UTF_8);
    store.putAux(Space.MEMBERS, key, MemberJson.encode(member));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Path write(String version) throws IOException {
    Path path = directory.resolve(version);
    try (StateFile file = new StateFile(store.pin(), version);
        OutputStream out = Files.newOutputStream(path)) {
      assertThrows(IllegalStateException.class, () -> file.read(new byte[1]));
      while (file.measure(1)) {
        assertThrows(IllegalStateException.class, file::sizeBytes);
      }
      byte[] odd = new byte[777];
      for (int n = file.read(odd); n > 0; n = file.read(odd)) {
        out.write(odd, 0, n);
      }
      assertEquals(0, file.read(odd));
      assertEquals(file.sizeBytes(), Files.size(path));
    }
    return path;
  }

  private static String value(Path path, String bucket, String key) throws IOException {
    try (BoltFile file = BoltFile.open(path)) {
      file.check(pages -> {});
      BoltCursor cursor = file.cursor(bucket, key.getBytes(UTF_8));
      boolean found = cursor.next() && key.equals(new String(cursor.key(), UTF_8));
      return found ? new String(cursor.value(), UTF_8) : null;
    }
  }

  @Test
  void aFileForTheVersionThatIsServedSaysSo() throws IOException {
    Path file = write("3.7.2");
    assertEquals("3.7.0", value(file, "meta", "storageVersion"));
    assertEquals("3.7.0", value(file, "cluster", "clusterVersion"));
    assertEquals("\0\0\0\0\0\0\0\u0009", value(file, "meta", "consistent_index"));
    assertEquals("\0\0\0\0\0\0\0\u0004", value(file, "meta", "term"));
    assertEquals(
        "{\"voters\":[10276657743932975437],\"learners\":[5],\"auto_leave\":false}",
        value(file, "meta", "confState"));
  }

  @Test
  void anOlderEtcdFindsNothingInAFileForItThatIsNewerThanItself() throws IOException {
    Path file = write("3.5.0");
    assertNull(value(file, "meta", "storageVersion"));
    assertEquals("3.5.0", value(file, "cluster", "clusterVersion"));
    assertEquals("3.6.0", value(write("3.6.1"), "meta", "storageVersion"));
  }

  @Test
  void whatOnlyThisStoreUnderstandsStaysOut() throws IOException {
    assertNull(value(write("3.7.0"), "meta", "balsaState"));
    assertNull(value(write("3.7.0"), "meta", "balsaFormat"));
  }
}
