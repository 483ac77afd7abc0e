package dev.balsa.jepsen.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jepsen-tests/bin/fuzz}: cases until the time is over. */
@Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    description = "Sends a live server what nobody should send; it must go on serving.")
public final class FuzzMain implements Callable<Integer> {

  private static final int CHECK_EVERY = 100;
  private static final int TELL_EVERY_SECONDS = 10;
  private static final long MEBIBYTE = 1 << 20;

  private static final Logger LOGGERS = Logger.getLogger("");

  @Option(names = "--minutes", defaultValue = "10", description = "How long. Default: 10.")
  private double minutes;

  @Option(names = "--seed", description = "Repeats a run. Default: by the clock.")
  private Long seed;

  /** Runs it; the exit code is 1 if the server did not stand it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new FuzzMain()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    long start = System.nanoTime();
    long chosen = seed == null ? start : seed;
    LOGGERS.setLevel(Level.SEVERE); // what is refused is told in as many words as there are cases
    long end = start + (long) (minutes * TimeUnit.MINUTES.toNanos(1));
    Path directory = Files.createTempDirectory("balsa-fuzz");
    System.out.println("seed " + chosen);
    try (FuzzedServer server = new FuzzedServer(directory);
        PortFuzz fuzz = new PortFuzz(server.plainPort(), server.tlsPort())) {
      tell(0, start);
      long told = start;
      for (long number = 1; System.nanoTime() - end < 0; number++) {
        fuzz.run(chosen, number);
        if (number % CHECK_EVERY == 0) {
          server.serves(number);
        }
        if (System.nanoTime() - told > TimeUnit.SECONDS.toNanos(TELL_EVERY_SECONDS)) {
          told = System.nanoTime();
          tell(number, start);
        }
      }
      server.serves(-1);
      System.out.println("the server serves");
      return 0;
    } finally {
      delete(directory);
    }
  }

  private static void tell(long cases, long startNanos) {
    System.out.printf(
        "%5d s  %8d cases  heap %4d MiB  direct %4d MiB%n",
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos),
        cases,
        FuzzedServer.heapBytes() / MEBIBYTE,
        FuzzedServer.directBytes() / MEBIBYTE);
  }

  private static void delete(Path directory) throws IOException {
    try (java.util.stream.Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
