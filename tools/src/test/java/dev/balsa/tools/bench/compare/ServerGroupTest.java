package dev.balsa.tools.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes end before what they write to is removed. */
@Timeout(60)
class ServerGroupTest {

  /** A process that says it is healthy and makes files in its directory until it is killed. */
  static final class Busy {
    private Busy() {}

    /** Takes the flags that every server gets. */
    public static void main(String[] flags) throws IOException {
      URI clients = URI.create(valueOf("--listen-client-urls", flags));
      Path data = Files.createDirectory(Path.of(valueOf("--data-dir", flags)));
      HttpServer http =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), clients.getPort()), 0);
      http.createContext(
          "/health",
          exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      http.start();
      for (long number = 0; true; number++) {
        Files.createFile(data.resolve("file-" + number));
        Files.deleteIfExists(data.resolve("file-" + (number - 10)));
      }
    }

    private static String valueOf(String flag, String[] flags) {
      return Arrays.stream(flags)
          .filter(each -> each.startsWith(flag + "="))
          .findFirst()
          .orElseThrow()
          .substring(flag.length() + 1);
    }
  }

  private static String command() throws Exception {
    Path classes = Path.of(Busy.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return java + " -XX:TieredStopAtLevel=1 -cp " + classes + " " + Busy.class.getName();
  }

  @Test
  void whatGoesWrongBesideServersThatRunIsWhatIsTold(@TempDir Path directory) {
    List<Long> pids = new ArrayList<>();
    List<Path> used = new ArrayList<>();
    IllegalStateException told =
        assertThrows(IllegalStateException.class, () -> failBeside(directory, pids, used));
    assertEquals("the load failed", told.getMessage());
    assertEquals(List.of(), List.of(told.getSuppressed()));
    assertTrue(pids.stream().allMatch(pid -> ProcessHandle.of(pid).isEmpty()), "all are gone");
    assertFalse(Files.exists(used.get(0)));
  }

  private static void failBeside(Path directory, List<Long> pids, List<Path> used)
      throws Exception {
    try (ScratchDirectory data = ScratchDirectory.in(directory);
        ServerGroup servers = new ServerGroup(command(), 2, data.path())) {
      used.add(data.path());
      servers.start();
      pids.addAll(servers.pids());
      throw new IllegalStateException("the load failed");
    }
  }
}
