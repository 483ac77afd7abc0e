package dev.balsa.jepsen.flip;

import com.google.protobuf.ByteString;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.AuthRoleAddRequest;
import dev.balsa.api.AuthUserAddRequest;
import dev.balsa.api.AuthUserGrantRoleRequest;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A data directory with a little of everything in it: keys with history, deletions, transactions, a
 * compaction, leases, a user and a role; several files of the log and of the store, and a saved key
 * index.
 *
 * @param directory where it is; nobody runs on it
 * @param full what a client sees of it
 * @param withoutLast what a client saw before the last write
 */
record SmallDirectory(Path directory, String full, String withoutLast) {

  private static final int KEYS = 12;

  /** A member that was stopped. */
  static SmallDirectory stopped(Path directory) throws IOException {
    String full;
    firstLife(directory);
    try (QuietServer server = QuietServer.start(directory)) {
      secondLife(server.channel());
      put(server.channel(), "last", "stopped");
      full = Contents.read(server.channel());
    }
    return new SmallDirectory(directory, full, full);
  }

  /** A member that was killed when everything had been acknowledged. */
  static SmallDirectory killed(Path directory) throws IOException {
    Path living = directory.resolveSibling(directory.getFileName() + ".living");
    firstLife(living);
    String full;
    String withoutLast;
    try (QuietServer server = QuietServer.start(living)) {
      secondLife(server.channel());
      withoutLast = Contents.read(server.channel());
      put(server.channel(), "last", "killed");
      full = Contents.read(server.channel());
      copy(living, directory);
    }
    delete(living);
    return new SmallDirectory(directory, full, withoutLast);
  }

  private static void firstLife(Path directory) throws IOException {
    try (QuietServer server = QuietServer.start(directory)) {
      ManagedChannel channel = server.channel();
      for (int i = 0; i < KEYS; i++) {
        put(channel, "key/" + i, "first " + i);
      }
      var lease =
          LeaseGrpc.newBlockingStub(channel)
              .leaseGrant(LeaseGrantRequest.newBuilder().setID(7).setTTL(1_000_000).build());
      var leased = PutRequest.newBuilder().setKey(bytes("leased")).setLease(lease.getID()).build();
      var unused = KVGrpc.newBlockingStub(channel).put(leased);
      AuthGrpc.AuthBlockingStub auth = AuthGrpc.newBlockingStub(channel);
      var unusedRole = auth.roleAdd(AuthRoleAddRequest.newBuilder().setName("reader").build());
      var unusedUser =
          auth.userAdd(AuthUserAddRequest.newBuilder().setName("ann").setPassword("x").build());
      var unusedGrant =
          auth.userGrantRole(
              AuthUserGrantRoleRequest.newBuilder().setUser("ann").setRole("reader").build());
    }
  }

  private static void secondLife(ManagedChannel channel) {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (int i = 0; i < KEYS / 2; i++) {
      txn.addSuccess(RequestOp.newBuilder().setRequestPut(request("key/" + i, "second " + i)));
    }
    long revision = kv.txn(txn.build()).getHeader().getRevision();
    var unusedDeletion =
        kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("key/3")).build()).getDeleted();
    put(channel, "key/3", "again");
    var unusedCompaction =
        kv.compact(
            CompactionRequest.newBuilder().setRevision(revision - 2).setPhysical(true).build());
    put(channel, "key/4", "third");
  }

  private static void put(ManagedChannel channel, String key, String value) {
    var unused = KVGrpc.newBlockingStub(channel).put(request(key, value));
  }

  private static PutRequest request(String key, String value) {
    return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  /** The files of a directory and what is below, in order of their names. */
  static List<Path> files(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
