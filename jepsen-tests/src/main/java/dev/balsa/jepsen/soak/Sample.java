package dev.balsa.jepsen.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a server holds at one moment.
 *
 * @param seconds since the load began
 * @param rssBytes memory of the process that is in RAM
 * @param heapBytes of the Java heap that are in use, what is no longer needed included
 * @param oldBytes of the old generation that were in use after it was last collected
 * @param diskBytes of the store
 */
record Sample(
    long seconds,
    long rssBytes,
    long heapBytes,
    long oldBytes,
    long files,
    long threads,
    long diskBytes,
    long operations) {

  private static final long MEBIBYTE = 1 << 20;
  private static final long KIBIBYTE = 1 << 10;

  static final String HEADINGS =
      " minute   RSS MiB  heap MiB  old after GC MiB  files  threads  disk MiB  operations";

  /** Looks at a server now. */
  static Sample of(long pid, URI metrics, HttpClient http, long seconds, long operations)
      throws IOException, InterruptedException {
    String told =
        http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    Path process = Path.of("/proc/" + pid);
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      return new Sample(
          seconds,
          status(process, "VmRSS:") * KIBIBYTE,
          metric(told, "jvm_memory_bytes_used", "area=\"heap\""),
          metric(told, "jvm_memory_pool_collection_used_bytes", "pool=\"Tenured Gen\""),
          open.count(),
          status(process, "Threads:"),
          metric(told, "etcd_mvcc_db_total_size_in_bytes", ""),
          operations);
    }
  }

  private static long status(Path process, String name) throws IOException {
    return Files.readAllLines(process.resolve("status")).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).replace("kB", "").strip())
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  private static long metric(String all, String name, String label) throws IOException {
    return all.lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .filter(line -> line.contains(label))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .mapToLong(value -> (long) Double.parseDouble(value))
        .findFirst()
        .orElseThrow(() -> new IOException("no " + name + " in /metrics"));
  }

  String row() {
    return "%7.1f  %8.1f  %8.1f  %16.1f  %5d  %7d  %8.1f  %10d"
        .formatted(
            seconds / 60.0,
            mebibytes(rssBytes),
            mebibytes(heapBytes),
            mebibytes(oldBytes),
            files,
            threads,
            mebibytes(diskBytes),
            operations);
  }

  static double mebibytes(long bytes) {
    return (double) bytes / MEBIBYTE;
  }
}
