package dev.balsa.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.HardState;
import dev.balsa.wal.disk.FileDisk;
import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real etcd is started on a log that was written here, and has to serve what the log says.
 * Skipped, with a word, where there is no etcd.
 */
class RealEtcdReadsOurLogTest {

  private static final long NODE = 0x8e9e05c52164694dL;
  private static final int PUTS = 1000;

  @TempDir private Path temp;
  private String endpoint;
  private String peer;

  @Test
  void aRealEtcdServesTheLogAndWeReadWhatItAdds() throws Exception {
    boolean found = onPath("etcd") && onPath("etcdctl");
    if (!found) {
      System.out.println("skipped: etcd and etcdctl are not on the PATH");
    }
    assumeTrue(found, "etcd and etcdctl are not on the PATH");
    endpoint = "http://127.0.0.1:" + freePort();
    peer = "http://127.0.0.1:" + freePort();
    Path walDir = temp.resolve("data/member/wal");
    WalConfig config = WalConfig.DEFAULT.withSegmentBytes(30_000);
    writeLog(walDir, config);

    Process etcd = startEtcd();
    try {
      assertEquals("v1\n", etcdctl("get", "--print-value-only", "k1"));
      assertEquals("v1000\n", etcdctl("get", "--print-value-only", "k1000"));
      assertEquals("OK\n", etcdctl("put", "added", "by etcd"));
    } finally {
      etcd.destroy();
      assertTrue(etcd.waitFor(60, TimeUnit.SECONDS), "etcd does not stop");
    }

    Recovered recovered = Wal.open(new FileDisk(), walDir, config);
    recovered.wal().close();
    assertEquals(List.of(), recovered.repairs());
    boolean added =
        recovered.entries().stream()
            .anyMatch(e -> new String(e.data(), StandardCharsets.ISO_8859_1).contains("by etcd"));
    assertTrue(added, () -> "entries up to " + recovered.entries().size());
  }

  private void writeLog(Path walDir, WalConfig config) throws IOException {
    byte[] metadata = new WalMetadata(NODE, 0x1234).encode();
    try (Wal wal = Wal.create(new FileDisk(), walDir, config, metadata)) {
      wal.append(new HardState(1, 0, 1), List.of(addSelf()), true);
      Entry leadersFirst = new Entry(2, 2, EntryType.NORMAL, new byte[0]);
      wal.append(new HardState(2, NODE, 2), List.of(leadersFirst), true);
      for (int i = 1; i <= PUTS; i++) {
        wal.append(new HardState(2, NODE, i + 1), List.of(put(i + 2, "k" + i, "v" + i)), i % 3 > 0);
      }
      wal.append(new HardState(2, NODE, PUTS + 2), List.of(), true);
    }
  }

  private Entry addSelf() {
    String json =
        "{\"id\":"
            + Long.toUnsignedString(NODE)
            + ",\"peerURLs\":[\""
            + peer
            + "\"],\"name\":\"a\"}";
    byte[] context = json.getBytes(StandardCharsets.UTF_8);
    ProtoWriter change = new ProtoWriter(new byte[200]);
    change.varintField(1, 0);
    change.varintField(2, 0);
    change.varintField(3, NODE);
    bytesField(change, 4, context);
    return new Entry(1, 1, EntryType.CONF_CHANGE, change.toByteArray());
  }

  /** {@code InternalRaftRequest{put{key, value}, header{ID}}}. */
  private static Entry put(long index, String key, String value) {
    ProtoWriter put = new ProtoWriter(new byte[100]);
    bytesField(put, 1, key.getBytes(StandardCharsets.UTF_8));
    bytesField(put, 2, value.getBytes(StandardCharsets.UTF_8));
    ProtoWriter request = new ProtoWriter(new byte[200]);
    bytesField(request, 4, put.toByteArray());
    byte[] header = {(byte) 0xa2, 0x06, 0x02, 0x08, (byte) ((index & 0x3f) | 1)};
    byte[] data = Arrays.copyOf(request.array(), request.length() + header.length);
    System.arraycopy(header, 0, data, request.length(), header.length);
    return new Entry(2, index, EntryType.NORMAL, data);
  }

  private static void bytesField(ProtoWriter out, int field, byte[] bytes) {
    out.bytesHeader(field, bytes.length);
    out.raw(bytes, bytes.length);
  }

  private Process startEtcd() throws IOException {
    return start(
        temp.resolve("etcd.log"),
        "etcd",
        "--name=a",
        "--data-dir=" + temp.resolve("data"),
        "--listen-client-urls=" + endpoint,
        "--advertise-client-urls=" + endpoint,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=a=" + peer);
  }

  private String etcdctl(String... arguments) throws Exception {
    Path out = temp.resolve("etcdctl.out");
    Files.deleteIfExists(out);
    String[] command = {
      "etcdctl", "--endpoints=" + endpoint, "--dial-timeout=60s", "--command-timeout=60s"
    };
    String[] all = Arrays.copyOf(command, command.length + arguments.length);
    System.arraycopy(arguments, 0, all, command.length, arguments.length);
    Process etcdctl = start(out, all);
    assertTrue(etcdctl.waitFor(90, TimeUnit.SECONDS), "etcdctl does not end");
    return Files.readString(out);
  }

  private static Process start(Path output, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ETCDCTL_API", "3");
    return builder.redirectOutput(output.toFile()).start();
  }

  /**
   * A port below those that the system gives to outgoing connections: one of other tests, which run
   * at the same time, could have it before etcd does.
   */
  private static int freePort() throws IOException {
    for (int tries = 0; tries < 100; tries++) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 30_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // then another one
      }
    }
    throw new IOException("no port between 10000 and 30000 is free");
  }

  private static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
