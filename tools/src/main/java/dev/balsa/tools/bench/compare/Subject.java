package dev.balsa.tools.bench.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What is compared.
 *
 * @param command how it is started
 * @param version what it says of itself
 */
public record Subject(String command, String version) {
  private static final double GIBIBYTE_IN_KIB = 1 << 20;

  /** Asks a program for its version. */
  public static Subject of(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command.strip().split("\\s+", -1)[0], "--version")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    String program = Path.of(command.strip().split("\\s+", -1)[0]).getFileName().toString();
    String first = said.strip().lines().findFirst().orElse("");
    String number = first.substring(first.lastIndexOf(' ') + 1);
    return new Subject(command, program + " " + number);
  }

  /** The machine in words. */
  public static String machine() throws IOException {
    return String.format(
        Locale.ROOT,
        "%d cores%s, %.0f GiB memory, %s %s; the generator shares the cores, on Java %s",
        Runtime.getRuntime().availableProcessors(),
        after("/proc/cpuinfo", "model name", " (%s)"),
        Double.parseDouble(after("/proc/meminfo", "MemTotal", "%s").replaceAll("\\D", ""))
            / GIBIBYTE_IN_KIB,
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        System.getProperty("java.version"));
  }

  private static String after(String file, String key, String format) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(file));
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .findFirst()
        .map(line -> format.formatted(line.substring(line.indexOf(':') + 1).strip()))
        .orElse("");
  }
}
