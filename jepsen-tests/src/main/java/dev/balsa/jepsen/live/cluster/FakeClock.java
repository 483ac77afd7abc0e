package dev.balsa.jepsen.live.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * The date that one process sees, which can be moved while it runs: Debian's {@code faketime}, put
 * in front of the C library. How fast time passes is not touched, as it is not when an operator or
 * a time server sets the date. One thread at a time may move it.
 */
public final class FakeClock {
  private static final Path LIBRARIES = Path.of("/usr/lib");
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

  private final Path library;
  private final Path file;

  /** A clock that is right, at first; its file tells the process how far it is off. */
  FakeClock(Path library, Path file) throws IOException {
    this.library = library;
    this.file = file;
    moveTo(0);
  }

  /** Where the library is: where Debian installs it, or what {@code BALSA_FAKETIME} names. */
  public static Optional<Path> library() throws IOException {
    String named = System.getenv("BALSA_FAKETIME");
    if (named != null) {
      return Optional.of(Path.of(named)).filter(Files::isReadable);
    }
    try (DirectoryStream<Path> machines = Files.newDirectoryStream(LIBRARIES, "*-linux-*")) {
      for (Path machine : machines) {
        Path found = machine.resolve(LIBRARY);
        if (Files.isReadable(found)) {
          return Optional.of(found);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What the process has to be started with. Without the last of these the library takes waits of a
   * JVM for ones until a date, and they end at once: it runs, but does nothing else than wake up.
   */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "DONT_FAKE_MONOTONIC", "1",
        "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  /** The date is so many seconds off from now on, or within a second. */
  public void moveTo(long secondsOff) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(next, (secondsOff < 0 ? "" : "+") + secondsOff + "\n");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
