package dev.balsa.jepsen.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortFuzzTest {

  private static final int CASES = 50;
  private static final long GROWTH_MAX_BYTES = 64 << 20;

  @TempDir Path directory;

  @Test
  void servesOthersAndHoldsNoMemoryWhateverIsSent() throws Exception {
    long fresh = new SecureRandom().nextLong();
    System.out.println("fuzz with seed " + fresh);
    try (FuzzedServer server = new FuzzedServer(directory)) {
      server.serves(0);
      long heap = FuzzedServer.heapBytes();
      long direct = FuzzedServer.directBytes();
      for (long seed : List.of(1L, fresh)) {
        try (PortFuzz fuzz = new PortFuzz(server.plainPort(), server.tlsPort())) {
          for (long number = 1; number <= CASES; number++) {
            fuzz.run(seed, number);
          }
          server.serves(seed);
        }
      }
      assertTrue(FuzzedServer.heapBytes() - heap < GROWTH_MAX_BYTES, "heap");
      assertTrue(FuzzedServer.directBytes() - direct < GROWTH_MAX_BYTES, "memory outside of it");
    }
  }
}
