package dev.balsa.tools.waldump;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.wal.disk.FileDisk;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine;

/** One run of the command, which is checked to have changed no file. */
record DumpRun(int exitCode, String out, String err) {

  static DumpRun of(Path directory, String... options) throws IOException {
    TreeMap<Path, String> before = files(directory);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = WalDump.commandLine(new FileDisk());
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> arguments = new ArrayList<>(List.of(directory.toString()));
    arguments.addAll(List.of(options));
    int exitCode = command.execute(arguments.toArray(String[]::new));
    assertEquals(before, files(directory), "a file was changed");
    return new DumpRun(exitCode, out.toString(), err.toString());
  }

  /** Name, time and content of each file. */
  private static TreeMap<Path, String> files(Path directory) throws IOException {
    TreeMap<Path, String> files = new TreeMap<>();
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        all.filter(Files::isRegularFile).forEach(file -> files.put(file, fingerprint(file)));
      }
    }
    return files;
  }

  private static String fingerprint(Path file) {
    try {
      return Files.getLastModifiedTime(file) + " " + Arrays.hashCode(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> lines() {
    return out.lines().toList();
  }

  /** Whether one line has all of these, runs of spaces counting as one. */
  boolean hasLine(String... parts) {
    return out.lines()
        .map(line -> line.replaceAll(" +", " "))
        .anyMatch(line -> Arrays.stream(parts).allMatch(line::contains));
  }

  long count(String part) {
    return out.lines().filter(line -> line.contains(part)).count();
  }
}
