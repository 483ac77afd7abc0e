package dev.balsa.server.api;

import static dev.balsa.server.api.Calls.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.SnapshotRequest;
import dev.balsa.api.SnapshotResponse;
import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.bolt.BoltCursor;
import dev.balsa.mvcc.bolt.BoltFile;
import dev.balsa.server.http.ServerFixture;
import io.grpc.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code Maintenance.Snapshot}: what comes over the wire, and what stays behind. */
class SnapshotTest {

  private static final int SHA_BYTES = 32;
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  @TempDir Path directory;

  private final ServerFixture server = new ServerFixture();
  private final MaintenanceGrpc.MaintenanceBlockingStub maintenance =
      MaintenanceGrpc.newBlockingStub(server.channel);
  private final KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(server.channel);

  @AfterEach
  void stop() {
    server.close();
  }

  private void put(String key, int valueBytes) {
    kv.put(
        PutRequest.newBuilder()
            .setKey(bytes(key))
            .setValue(ByteString.copyFrom(new byte[valueBytes]))
            .build());
  }

  private static SortedMap<String, byte[]> records(BoltFile file, String bucket)
      throws IOException {
    SortedMap<String, byte[]> records = new TreeMap<>();
    BoltCursor cursor = file.cursor(bucket, null);
    while (cursor.next()) {
      records.put(new String(cursor.key(), StandardCharsets.ISO_8859_1), cursor.value());
    }
    return records;
  }

  private static byte[] lastOf(SortedMap<String, byte[]> records) {
    return records.get(records.lastKey());
  }

  @Test
  void theFileComesInBlobsAndThenItsChecksum() throws Exception {
    for (int i = 0; i < 40; i++) {
      put("key" + i, i * 1_000);
    }
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    List<SnapshotResponse> all = new ArrayList<>();
    maintenance.snapshot(SnapshotRequest.getDefaultInstance()).forEachRemaining(all::add);
    long total = all.get(0).getRemainingBytes() + all.get(0).getBlob().size();
    for (SnapshotResponse response : all.subList(0, all.size() - 1)) {
      received.writeBytes(response.getBlob().toByteArray());
      assertEquals(total - received.size(), response.getRemainingBytes());
      assertEquals("3.7.0", response.getVersion());
      assertTrue(response.getBlob().size() <= 32 << 10);
    }
    SnapshotResponse last = all.get(all.size() - 1);
    assertEquals(SHA_BYTES, last.getBlob().size());
    assertEquals(0, last.getRemainingBytes());
    assertArrayEquals(
        MessageDigest.getInstance("SHA-256").digest(received.toByteArray()),
        last.getBlob().toByteArray());

    Path path = directory.resolve("snapshot.db");
    Files.write(path, received.toByteArray());
    try (BoltFile file = BoltFile.open(path)) {
      file.check(pages -> {});
      assertEquals(
          List.of(
              "alarm",
              "auth",
              "authRoles",
              "authUsers",
              "cluster",
              "key",
              "lease",
              "members",
              "members_removed",
              "meta"),
          file.buckets());
      assertEquals(40, records(file, "key").size());
      KeyValue newest = KeyValue.parse(lastOf(records(file, "key")));
      assertEquals(39_000, newest.valueLength());
      assertEquals(41, newest.modRevision());
      SortedMap<String, byte[]> meta = records(file, "meta");
      assertEquals(
          List.of("confState", "consistent_index", "storageVersion", "term"),
          List.copyOf(meta.keySet()));
      assertEquals("3.7.0", new String(meta.get("storageVersion"), UTF_8));
    }
  }

  @Test
  void writesThatFollowAreNotInIt() throws Exception {
    put("before", 1);
    // Much more than the transport buffers, so that the server has not read all of it yet.
    for (int i = 0; i < 40; i++) {
      put("large" + i, 1_000_000);
    }
    Iterator<SnapshotResponse> responses =
        maintenance.snapshot(SnapshotRequest.getDefaultInstance());
    Path path = directory.resolve("snapshot.db");
    Files.write(path, responses.next().getBlob().toByteArray());
    put("after", 1);
    put("before", 2);
    while (responses.hasNext()) {
      Files.write(
          path, responses.next().getBlob().toByteArray(), java.nio.file.StandardOpenOption.APPEND);
    }
    try (BoltFile file = BoltFile.open(path)) {
      assertEquals(41, records(file, "key").size());
    }
    awaitNoPins();
  }

  @Test
  void aClientThatGoesAwayLeavesNothingBehind() throws Exception {
    for (int i = 0; i < 40; i++) {
      put("large" + i, 1_000_000);
    }
    Context.CancellableContext context = Context.current().withCancellation();
    context.run(
        () -> {
          maintenance.snapshot(SnapshotRequest.getDefaultInstance()).next();
          assertEquals(1, server.replica.openPins.get());
        });
    context.cancel(null);
    awaitNoPins();
  }

  @Test
  void aLearnerGivesSnapshotsToo() {
    server.replica.learner = true;
    List<SnapshotResponse> all = new ArrayList<>();
    maintenance.snapshot(SnapshotRequest.getDefaultInstance()).forEachRemaining(all::add);
    assertEquals(0, all.get(all.size() - 1).getRemainingBytes());
  }

  @Test
  void aMemberWithoutRoomInTheBackgroundSaysSoAndLetsGo() throws Exception {
    put("a", 1);
    server.replica.full = true;
    Calls.fails(
        dev.balsa.server.errors.EtcdError.REQUEST_TOO_MANY_REQUESTS,
        () -> maintenance.snapshot(SnapshotRequest.getDefaultInstance()).next());
    awaitNoPins();
  }

  private void awaitNoPins() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (server.replica.openPins.get() > 0) {
      assertTrue(System.nanoTime() < deadline, "the state is still held on to");
      LockSupport.parkNanos(1_000_000);
    }
  }
}
