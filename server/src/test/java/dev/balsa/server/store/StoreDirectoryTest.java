package dev.balsa.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.PreparedStore;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.backend.Space;
import dev.balsa.raft.Members;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.MemberJson;
import dev.balsa.server.node.IncomingSnapshot;
import dev.balsa.server.node.OutgoingSnapshot;
import dev.balsa.server.node.StartException;
import dev.balsa.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreDirectoryTest {

  private static final long COPY_INDEX = 40;

  @TempDir Path root;

  private StoreDirectory leader;
  private Store leaderStore;

  private StoreDirectory home(String name, FailingDisk disk) {
    Path dataDir = root.resolve(name);
    Path member = dataDir.resolve("member");
    return new StoreDirectory(dataDir, member, member.resolve("wal"), disk, IndexFile.MIN_RECORDS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void put(Store store, long index) {
    store.beginBatch();
    store.apply(Op.Put.of(bytes("key-" + index % 10), bytes("value-" + index)));
    store.commitBatch(index, 3);
  }

  private static void putUpTo(Store store, long last) {
    for (long index = store.appliedIndex() + 1; index <= last; index++) {
      put(store, index);
    }
  }

  private static void addMember(Store store, long id, boolean learner) {
    MemberInfo member =
        new MemberInfo(id, "m" + id, List.of("http://m" + id + ":2380"), List.of(), learner);
    store.putAux(Space.MEMBERS, bytes(Long.toHexString(id)), MemberJson.encode(member));
  }

  @BeforeEach
  void aLeaderWithAStore() throws IOException {
    leader = home("leader", new FailingDisk(Long.MAX_VALUE));
    leaderStore = leader.open(0);
    leaderStore.beginBatch();
    addMember(leaderStore, 1, false);
    addMember(leaderStore, 2, false);
    addMember(leaderStore, 9, true);
    leaderStore.commitBatch(1, 3);
    putUpTo(leaderStore, COPY_INDEX);
  }

  @AfterEach
  void close() {
    leader.close();
  }

  private List<String> directories(String name) throws IOException {
    try (Stream<Path> entries = Files.list(root.resolve(name).resolve("member"))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private static PreparedStore transfer(StoreDirectory from, StoreDirectory to) throws IOException {
    try (OutgoingSnapshot copy = from.copy();
        IncomingSnapshot incoming = to.receive(copy.mark(), copy.sizeBytes())) {
      for (byte[] part = copy.next(1_000); part != null; part = copy.next(1_000)) {
        incoming.write(part);
      }
      return incoming.finish();
    }
  }

  @Test
  void aCopySaysWhereItStandsAndWhoTheMembersAreWhileWritesGoOn() throws IOException {
    try (OutgoingSnapshot copy = leader.copy()) {
      putUpTo(leaderStore, COPY_INDEX + 5);
      assertEquals(COPY_INDEX, copy.mark().index());
      assertEquals(3, copy.mark().term());
      assertEquals(
          new Members(List.of(1L, 2L), List.of(9L), List.of(), List.of(), false),
          copy.mark().members());
      long bytes = 0;
      for (byte[] part = copy.next(100_000); part != null; part = copy.next(100_000)) {
        bytes += part.length;
      }
      assertEquals(copy.sizeBytes(), bytes);
    }
    assertEquals(List.of("store"), directories("leader"));
  }

  @Test
  void aCopyTakesTheStoresPlaceAndItsUsualNameAtTheNextStart() throws IOException {
    StoreDirectory follower = home("follower", new FailingDisk(Long.MAX_VALUE));
    Store store = follower.open(0);
    putUpTo(store, 5);
    PreparedStore copy = transfer(leader, follower);
    assertEquals(COPY_INDEX, copy.appliedIndex());
    store.install(copy);
    follower.installed();
    assertEquals(List.of("store-0000000000000028"), directories("follower"));
    putUpTo(store, COPY_INDEX + 3);
    putUpTo(leaderStore, COPY_INDEX + 3);
    assertEquals(leaderStore.view().stateHash(), store.view().stateHash());
    follower.close();
    StoreDirectory again = home("follower", new FailingDisk(Long.MAX_VALUE));
    Store opened = again.open(COPY_INDEX);
    assertEquals(leaderStore.view().hashKv(0), opened.view().hashKv(0));
    assertEquals(List.of("store"), directories("follower"));
    again.close();
  }

  @Test
  void aCopyThatIsNotNeededGoes() throws IOException {
    StoreDirectory follower = home("follower", new FailingDisk(Long.MAX_VALUE));
    Store store = follower.open(0);
    putUpTo(store, 5);
    follower.discard(transfer(leader, follower));
    assertEquals(List.of("store"), directories("follower"));
    putUpTo(store, 6);
    follower.close();
  }

  @Test
  void aFullDiskIsReportedAndLeavesNothingBehind() throws IOException {
    FailingDisk disk = new FailingDisk(Long.MAX_VALUE);
    StoreDirectory follower = home("follower", disk);
    Store store = follower.open(0);
    putUpTo(store, 5);
    disk.fillUp();
    IOException full = assertThrows(IOException.class, () -> transfer(leader, follower));
    assertEquals("No space left on device", full.getMessage());
    assertEquals(List.of("store"), directories("follower"));
    putUpTo(store, 6);
    follower.close();
  }

  @Test
  void bytesThatAreNoCopyAreRefused() throws IOException {
    StoreDirectory follower = home("follower", new FailingDisk(Long.MAX_VALUE));
    putUpTo(follower.open(0), 5);
    try (OutgoingSnapshot copy = leader.copy();
        IncomingSnapshot incoming = follower.receive(copy.mark(), 20)) {
      assertThrows(IOException.class, () -> incoming.write(bytes("some other bytes")));
    }
    try (OutgoingSnapshot copy = leader.copy();
        IncomingSnapshot incoming = follower.receive(copy.mark(), 40)) {
      byte[] leadsOut = bytes("F\0\u0007../evil\0\0\0\0\0\0\0\1x");
      assertThrows(IOException.class, () -> incoming.write(leadsOut));
    }
    try (OutgoingSnapshot copy = leader.copy();
        IncomingSnapshot incoming = follower.receive(copy.mark(), copy.sizeBytes())) {
      incoming.write(copy.next(1_000));
      assertThrows(IOException.class, incoming::finish);
    }
    assertEquals(List.of("store"), directories("follower"));
    follower.close();
  }

  @Test
  void aStoreThatHasNotReachedTheLogsMarkIsRefusedWhereNoneHas() throws IOException {
    StoreDirectory follower = home("follower", new FailingDisk(Long.MAX_VALUE));
    putUpTo(follower.open(0), 5);
    PreparedStore unused = transfer(leader, follower);
    follower.close();
    unused.close();
    StoreDirectory again = home("follower", new FailingDisk(Long.MAX_VALUE));
    assertThrows(StartException.class, () -> again.open(COPY_INDEX + 1));
    again.close();
  }

  /**
   * The process ends before each single operation on directories and files, from the first byte of
   * the copy to the last file of the replaced store. The log's mark is saved where production saves
   * it: after the copy is prepared, before it is installed.
   */
  @Test
  void whereverTheProcessEndsTheNextStartFindsTheStoreThatFitsTheLog() throws IOException {
    int killed = 0;
    for (long operations = 0; ; operations++) {
      String name = "follower-" + operations;
      FailingDisk disk = new FailingDisk(Long.MAX_VALUE);
      StoreDirectory follower = home(name, disk);
      Store store = follower.open(0);
      putUpTo(store, 5);
      store.flush();
      disk.killAfter(operations);
      long mark = 0;
      boolean over = false;
      try {
        PreparedStore copy = transfer(leader, follower);
        mark = COPY_INDEX;
        store.install(copy);
        follower.installed();
        over = true;
      } catch (FailingDisk.Killed expected) {
        killed++;
      }
      follower.close(); // only what the operating system would do, and RocksDB's flush
      checkNextStart(name, mark);
      if (over) {
        break;
      }
    }
    assertTrue(killed > 20, "only " + killed + " points");
  }

  private void checkNextStart(String name, long mark) throws IOException {
    killedWhileSettling(name, mark);
    StoreDirectory next = home(name, new FailingDisk(Long.MAX_VALUE));
    try {
      Store store = next.open(mark);
      assertEquals(Math.max(5, mark), store.appliedIndex());
      assertEquals(List.of("store"), directories(name));
    } finally {
      next.close();
    }
  }

  /** The start itself is killed at each of its operations, too. */
  private void killedWhileSettling(String name, long mark) {
    boolean killed = true;
    for (long operations = 0; killed; operations++) {
      Generations generations =
          new Generations(new FailingDisk(operations), root.resolve(name).resolve("member"));
      try {
        generations.settle(mark);
        killed = false;
      } catch (FailingDisk.Killed expected) {
        killed = true;
      } catch (IOException e) {
        throw new AssertionError("killed before operation " + operations, e);
      }
    }
  }

  @Test
  void aDirectoryInUseOrOfOthersIsRefused() throws IOException {
    Path strange = root.resolve("strange");
    Files.createDirectories(strange.resolve("somebody"));
    StoreDirectory home =
        new StoreDirectory(
            strange, strange.resolve("member"), strange.resolve("w"), new FileDisk(), 1);
    assertThrows(StartException.class, () -> home.open(0));
    assertNull(strange.resolve("member").toFile().list());
  }
}
