package dev.balsa.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Watch;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers come and go within a JVM, one after the other and side by side, and leave nothing. */
@Timeout(300)
class NothingIsLeftTest {

  private static final int SERVERS = 10;
  private static final int LOOK_EVERY_MILLIS = 20;
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  @TempDir private Path directory;

  /** Something that may be there, by name. */
  private interface Census {
    Set<String> take() throws IOException;
  }

  private static void use(EmbeddedBalsa balsa) {
    BalsaClient client = balsa.client();
    client.watches().listen(Watch.prefix("k"), event -> {}).started().await();
    client.leases().grant(Duration.ofMinutes(1)).await().put("k", "leased").await();
    for (int i = 0; i < 20; i++) {
      client.kv().put("k" + i, "v").await();
    }
  }

  private List<Supplier<EmbeddedBalsa>> kinds() {
    return List.of(
        EmbeddedBalsa::start,
        () -> EmbeddedBalsa.builder().members(3).breakable().start(),
        () -> EmbeddedBalsa.builder().listen().directory(directory).start());
  }

  @Test
  void tenServersLeaveNoThreadAndNoFile() throws Exception {
    // The first ones load classes and native code, and wake threads that the libraries keep.
    for (Supplier<EmbeddedBalsa> kind : kinds()) {
      try (EmbeddedBalsa balsa = kind.get()) {
        use(balsa);
      }
    }
    Set<String> threads = threads();
    Set<String> files = files();
    for (int i = 0; i < SERVERS; i++) {
      try (EmbeddedBalsa balsa = kinds().get(i % kinds().size()).get()) {
        use(balsa);
      }
    }
    List<EmbeddedBalsa> together = new ArrayList<>();
    for (int i = 0; i < SERVERS; i++) {
      together.add(EmbeddedBalsa.builder().listen().start());
      use(together.get(i));
    }
    together.forEach(EmbeddedBalsa::close);
    awaitNoneBeyond(threads, NothingIsLeftTest::threads, "threads");
    awaitNoneBeyond(files, NothingIsLeftTest::files, "open files");
  }

  @Test
  void portsAreFreeAtOnce() throws Exception {
    List<Integer> ports = new ArrayList<>();
    try (EmbeddedBalsa balsa = EmbeddedBalsa.builder().members(3).listen().start()) {
      balsa.endpoints().forEach(endpoint -> ports.add(URI.create(endpoint).getPort()));
    }
    for (int port : ports) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(
            new java.net.InetSocketAddress(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      }
    }
    int[] again = ports.stream().mapToInt(Integer::intValue).toArray();
    try (EmbeddedBalsa balsa = EmbeddedBalsa.builder().members(3).listen(again).start()) {
      assertEquals(2, balsa.client().kv().put("a", "1").await().revision());
    }
  }

  @Test
  void nobodyHoldsOnToAServerThatWasClosed() throws Exception {
    for (Supplier<EmbeddedBalsa> kind : kinds()) {
      List<WeakReference<?>> gone = startUseAndForget(kind);
      for (WeakReference<?> each : gone) {
        while (each.get() != null) {
          System.gc();
          synchronized (gone) {
            gone.wait(LOOK_EVERY_MILLIS);
          }
        }
      }
    }
  }

  /** In a method of its own, so that no variable of a frame holds on to it. */
  private static List<WeakReference<?>> startUseAndForget(Supplier<EmbeddedBalsa> kind) {
    EmbeddedBalsa balsa = kind.get();
    use(balsa);
    List<WeakReference<?>> references = new ArrayList<>();
    references.add(new WeakReference<>(balsa));
    references.add(new WeakReference<>(balsa.client()));
    for (EmbeddedMember member : balsa.members()) {
      references.add(new WeakReference<>(member));
      references.add(new WeakReference<>(member.replica()));
      assertNotNull(references.get(references.size() - 1).get());
    }
    balsa.close();
    return references;
  }

  private static void awaitNoneBeyond(Set<String> before, Census census, String what)
      throws Exception {
    while (true) {
      Set<String> left = new TreeSet<>(census.take());
      left.removeAll(before);
      if (left.isEmpty()) {
        return;
      }
      System.out.println(what + " not gone yet: " + left);
      synchronized (before) {
        before.wait(LOOK_EVERY_MILLIS); // the time-out of the test is the limit
      }
    }
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !isOfTheLibraries(thread.getName()))
        .map(thread -> thread.getName() + " #" + thread.getId())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Pools that the JVM and gRPC share among all users and end when they are idle. */
  private static boolean isOfTheLibraries(String name) {
    return name.startsWith("grpc-")
        || name.startsWith("globalEventExecutor")
        || name.startsWith("ForkJoinPool.commonPool")
        || name.startsWith("process reaper")
        || name.startsWith("junit-");
  }

  private static Set<String> files() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(OPEN_FILES), "no /proc here: skipped");
    Set<String> open = new TreeSet<>();
    try (Stream<Path> descriptors = Files.list(OPEN_FILES)) {
      for (Path descriptor : descriptors.toList()) {
        if (Files.isSymbolicLink(descriptor)) {
          String target = Files.readSymbolicLink(descriptor).toString();
          // Event loops of gRPC's shared pool come and go by themselves.
          if (!target.startsWith("anon_inode:")
              && !target.startsWith("pipe:")
              && !target.startsWith("/proc/")) {
            open.add(target);
          }
        }
      }
    }
    return open;
  }
}
