package dev.balsa.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log files, how they are put aside, and several targets at once. */
class LogFileTest {

  private static final Rotation SMALL = new Rotation(10, 0, 0, false, false);

  @TempDir private Path directory;
  private Instant now = Instant.parse("2026-11-21T17:05:00Z");

  private LogFile open(Rotation rotation) throws IOException {
    return new LogFile(directory.resolve("balsa.log"), rotation, () -> now);
  }

  private static void line(LogFile file, String text) throws IOException {
    file.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFileGoesOnWhereItEnded() throws IOException {
    try (LogFile file = open(Rotation.NEVER)) {
      line(file, "one");
    }
    try (LogFile file = open(Rotation.NEVER)) {
      line(file, "two");
    }
    assertEquals("one\ntwo\n", Files.readString(directory.resolve("balsa.log")));
  }

  @Test
  void aFileThatWouldGrowTooLargeIsPutAsideWhole() throws IOException {
    try (LogFile file = open(SMALL)) {
      line(file, "123456");
      line(file, "abcdef");
      line(file, "of more than ten octets, and never parted");
    }
    assertEquals("123456\n", Files.readString(directory.resolve(names().get(0))));
    assertEquals("balsa-2026-11-21T17-05-00.000.log", names().get(0));
  }

  @Test
  void noMoreFilesAreKeptThanAllowed() throws IOException {
    try (LogFile file = open(new Rotation(10, 0, 2, false, false))) {
      for (int i = 0; i < 6; i++) {
        line(file, "line " + i + "...");
        now = now.plusSeconds(1);
      }
    }
    assertEquals(
        List.of(
            "balsa-2026-11-21T17-05-04.000.log", "balsa-2026-11-21T17-05-05.000.log", "balsa.log"),
        names());
  }

  @Test
  void filesThatAreTooOldAreRemovedAndOthersAreLeftAlone() throws IOException {
    Files.writeString(directory.resolve("balsa-of-somebody-else.log"), "");
    try (LogFile file = open(new Rotation(10, 3, 0, false, false))) {
      line(file, "12345678");
      line(file, "abcdefgh");
      now = now.plus(Duration.ofDays(4));
      line(file, "ijklmnop");
    }
    assertEquals(
        List.of("balsa-2026-11-25T17-05-00.000.log", "balsa-of-somebody-else.log", "balsa.log"),
        names());
  }

  @Test
  void aFilePutAsideIsCompressedIfThatIsWanted() throws IOException {
    try (LogFile file = open(new Rotation(10, 0, 0, false, true))) {
      line(file, "12345678");
      line(file, "abcdefgh");
    }
    assertEquals(List.of("balsa-2026-11-21T17-05-00.000.log.gz", "balsa.log"), names());
    try (InputStream gzip =
        new GZIPInputStream(Files.newInputStream(directory.resolve(names().get(0))))) {
      assertEquals("12345678\n", new String(gzip.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void severalTargetsGetEveryLineAndOneThatFailsIsLeftOut() throws IOException {
    Path one = directory.resolve("one.log");
    Path other = directory.resolve("other.log");
    try (LogTargets targets =
        LogTargets.open(
            List.of(one.toString(), "/dev/full", other.toString()), Rotation.NEVER, () -> now)) {
      targets.write("a\n".getBytes(StandardCharsets.UTF_8));
      targets.write("b\n".getBytes(StandardCharsets.UTF_8));
    }
    assertEquals("a\nb\n", Files.readString(one));
    assertEquals("a\nb\n", Files.readString(other));
  }

  @Test
  void aFileThatCannotBeOpenedIsSaidAtOnce() {
    List<String> names = List.of(directory.resolve("no/such/place.log").toString());
    IOException refused =
        assertThrows(IOException.class, () -> LogTargets.open(names, Rotation.NEVER, () -> now));
    assertTrue(refused.getMessage().contains("place.log"), refused.getMessage());
  }
}
