package dev.balsa.tools.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What processes have used.
 *
 * @param clientCpuSeconds processor time of this process
 * @param serverCpuSeconds processor time of the servers together; NaN if they are not known
 * @param serverResidentBytes their memory together; 0 if they are not known
 */
public record Usage(double clientCpuSeconds, double serverCpuSeconds, long serverResidentBytes) {
  /** The kernel counts in ticks of 10 ms; every Linux that runs this has 100 a second. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  /**
   * Reads the counters, of the servers from {@code /proc}.
   *
   * @throws IOException if a server is not there
   */
  public static Usage now(List<Long> serverPids) throws IOException {
    double client = 0;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      client = system.getProcessCpuTime() / 1e9;
    }
    double ticks = 0;
    long resident = 0;
    for (long pid : serverPids) {
      ticks += ticks(pid);
      resident += residentBytes(pid);
    }
    return new Usage(
        client, serverPids.isEmpty() ? Double.NaN : ticks / TICKS_PER_SECOND, resident);
  }

  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    List<String> fields = Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return Long.parseLong(fields.get(USER_TICKS)) + Long.parseLong(fields.get(SYSTEM_TICKS));
  }

  /** The resident memory of a process. */
  public static long residentBytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }

  /** What was used since an earlier reading; memory as it is now. */
  public Usage since(Usage earlier) {
    return new Usage(
        clientCpuSeconds - earlier.clientCpuSeconds,
        serverCpuSeconds - earlier.serverCpuSeconds,
        serverResidentBytes);
  }
}
