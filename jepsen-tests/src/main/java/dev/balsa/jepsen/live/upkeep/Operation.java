package dev.balsa.jepsen.live.upkeep;

import com.google.protobuf.ByteString;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DefragmentRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.SnapshotRequest;
import dev.balsa.api.SnapshotResponse;
import dev.balsa.jepsen.live.cluster.ServerProcess;
import io.grpc.Channel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Iterator;

/** Carries out the kinds of work, each to its end. */
final class Operation {

  private static final int SHA_256_BYTES = 32;

  private final ServerProcess server;
  private final Path scratch;

  Operation(ServerProcess server, Path scratch) {
    this.server = server;
    this.scratch = scratch;
  }

  /**
   * @param revision the last one of the store
   * @throws io.grpc.StatusRuntimeException if the server is gone before it is done
   */
  void run(Work work, Channel channel, long revision) throws IOException {
    switch (work) {
      case COMPACTION -> {
        var unused =
            KVGrpc.newBlockingStub(channel)
                .compact(
                    CompactionRequest.newBuilder()
                        .setRevision(revision - 1)
                        .setPhysical(true)
                        .build());
      }
      case DEFRAG -> {
        var unused =
            MaintenanceGrpc.newBlockingStub(channel)
                .defragment(DefragmentRequest.getDefaultInstance());
      }
      case SNAPSHOT -> {
        Path file = scratch.resolve("snapshot.db");
        snapshot(channel, file);
        requireWhole(file);
      }
      case INDEX -> server.terminate();
    }
  }

  /** Writes what the server streams to a file. */
  static void snapshot(Channel channel, Path file) throws IOException {
    Iterator<SnapshotResponse> parts =
        MaintenanceGrpc.newBlockingStub(channel).snapshot(SnapshotRequest.getDefaultInstance());
    try (OutputStream out = Files.newOutputStream(file)) {
      while (parts.hasNext()) {
        ByteString blob = parts.next().getBlob();
        blob.writeTo(out);
      }
    }
  }

  /** A stream that ends without an error has brought everything, its checksum included. */
  private static void requireWhole(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int content = all.length - SHA_256_BYTES;
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(all, 0, Math.max(0, content));
      if (content <= 0
          || !Arrays.equals(sha.digest(), Arrays.copyOfRange(all, content, all.length))) {
        throw new AssertionError("a snapshot of " + all.length + " bytes ended, and is not whole");
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
