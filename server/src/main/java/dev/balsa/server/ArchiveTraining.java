package dev.balsa.server;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.StatusRequest;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.CommandLine;
import dev.balsa.server.logging.ServerLogging;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A short life of a server, which the build runs so that the JVM can write down which classes a
 * server loads and what they look like once loaded. Later starts map that archive instead of
 * reading the jars.
 */
final class ArchiveTraining {

  private ArchiveTraining() {}

  /** Starts a server in a directory of its own, asks it a few things, and stops it. */
  public static void main(String[] args) throws IOException {
    Path dir = Files.createTempDirectory("balsa-training");
    try {
      BalsaConfig config =
          CommandLine.parse(
                  List.of(
                      "--data-dir=" + dir.resolve("data"),
                      "--listen-client-urls=http://127.0.0.1:0",
                      "--"
                          + ClusterSettings.ADVERTISE_CLIENT_URLS.name()
                          + "=http://127.0.0.1:2379",
                      "--listen-peer-urls=http://127.0.0.1:0"),
                  Map.of())
              .config();
      ServerLogging logging =
          ServerLogging.install("info", false, new FileOutputStream(FileDescriptor.err));
      try (BalsaServer server = BalsaServer.start(config)) {
        talk(server.clientAddresses().get(0).getPort());
      }
      logging.close();
    } finally {
      delete(dir);
    }
  }

  private static void talk(int port) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().directExecutor().build();
    try {
      KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
      ByteString key = ByteString.copyFromUtf8("training");
      for (int i = 0; i < 10; i++) {
        kv.put(PutRequest.newBuilder().setKey(key).setValue(key).build());
        kv.range(RangeRequest.newBuilder().setKey(key).build());
      }
      MaintenanceGrpc.newBlockingStub(channel).status(StatusRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
    }
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
