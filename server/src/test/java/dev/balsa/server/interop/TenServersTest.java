package dev.balsa.server.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.PutRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Servers come and go in one JVM and leave nothing behind: no thread, no open file, no native
 * memory.
 */
class TenServersTest {
  private static final int SERVERS = 10;
  private static final int MEMORY_ROUNDS = 2;
  private static final int PUTS = 50;
  private static final int VALUE_BYTES = 10_000;
  private static final long NATIVE_BYTES_A_SERVER_MAX = 2 << 20;
  private static final long HEAP_ADDRESSES_END = 32L << 30;
  private static final int CLOSING_ATTEMPTS = 200;
  private static final int CLOSING_WAIT_MS = 50;

  private static final Path OPEN_FILES = Path.of("/proc/self/fd");
  private static final Path MEMORY = Path.of("/proc/self/smaps");

  @Test
  void nothingIsLeftOfServersThatRanSideBySide() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(OPEN_FILES), "no /proc here: skipped");
    // The first server loads classes, native code and the network library's own threads, which stay
    // with the JVM.
    startUseAndStop(1);
    Set<String> threadsBefore = threads();
    Set<String> filesBefore = openFiles();
    startUseAndStop(SERVERS);
    assertEquals(
        Set.of(), awaitNoneBeyond(threadsBefore, TenServersTest::threads), "threads left behind");
    assertEquals(
        Set.of(), awaitNoneBeyond(filesBefore, TenServersTest::openFiles), "files left open");
  }

  @Test
  void nativeMemoryDoesNotGrowWithTheServersThatWere() throws Exception {
    Assumptions.assumeTrue(Files.isReadable(MEMORY), "no /proc here: skipped");
    startUseAndStop(SERVERS);
    startUseAndStop(SERVERS);
    long before = residentOutsideTheHeap();
    for (int round = 0; round < MEMORY_ROUNDS; round++) {
      startUseAndStop(SERVERS);
    }
    long grownPerServer = (residentOutsideTheHeap() - before) / (MEMORY_ROUNDS * SERVERS);
    System.out.println("native memory grown by " + grownPerServer + " bytes a server");
    assertTrue(
        grownPerServer < NATIVE_BYTES_A_SERVER_MAX,
        () -> grownPerServer + " bytes a server stay behind");
  }

  private static void startUseAndStop(int count) {
    List<Subject> servers = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        servers.add(EmbeddedBalsa.start(Duration.ofMillis(100), Duration.ofMillis(1000)));
      }
      servers.forEach(TenServersTest::use);
    } finally {
      servers.forEach(Subject::close);
    }
  }

  private static void use(Subject server) {
    ByteString value = ByteString.copyFrom(new byte[VALUE_BYTES]);
    try (WireClient client = new WireClient(server.clientPort())) {
      for (int i = 0; i < PUTS; i++) {
        PutRequest put =
            PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k" + i))
                .setValue(value)
                .build();
        assertTrue(WireClient.await(client.send(put)).isOk());
      }
    }
  }

  /** What is there and was not before, after connections have had the time to close. */
  private static Set<String> awaitNoneBeyond(Set<String> before, Snapshot now) throws Exception {
    Set<String> left = Set.of();
    for (int attempt = 0; attempt < CLOSING_ATTEMPTS; attempt++) {
      left = new TreeSet<>(now.take());
      left.removeAll(before);
      if (left.isEmpty()) {
        return left;
      }
      synchronized (before) {
        before.wait(CLOSING_WAIT_MS);
      }
    }
    return left;
  }

  /** Something to look at twice. */
  private interface Snapshot {
    Set<String> take() throws IOException;
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .filter(thread -> !belongsToTheLibraries(thread))
        .map(thread -> thread.getName() + " #" + thread.getId())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Pools that the JVM and gRPC share among all users and end when idle, and the test's own. */
  private static boolean belongsToTheLibraries(Thread thread) {
    String name = thread.getName();
    return name.startsWith("grpc-")
        || name.startsWith("ForkJoinPool.commonPool")
        || name.startsWith("process reaper");
  }

  private static Set<String> openFiles() throws IOException {
    Set<String> open = new TreeSet<>();
    try (Stream<Path> descriptors = Files.list(OPEN_FILES)) {
      for (Path descriptor : descriptors.toList()) {
        if (!Files.isSymbolicLink(descriptor)) {
          continue;
        }
        String target = Files.readSymbolicLink(descriptor).toString();
        // The network library keeps its event loops, and with them their descriptors, for the next
        // server.
        if (!target.startsWith("anon_inode:")
            && !target.startsWith("pipe:")
            && !target.startsWith("/proc/")) {
          open.add(target);
        }
      }
    }
    return open;
  }

  /** Resident memory that is not the Java heap's, which the JVM puts below 32 GiB. */
  private static long residentOutsideTheHeap() throws IOException {
    long kilobytes = 0;
    boolean heap = false;
    for (String line : Files.readAllLines(MEMORY)) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        heap =
            Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16) < HEAP_ADDRESSES_END;
      } else if (!heap && line.startsWith("Rss:")) {
        kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return kilobytes * 1024;
  }
}
