package dev.balsa.server.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** {@code os_fd_*}: file descriptors of the process; 0 where the platform does not tell. */
final class ProcessMetrics {

  ProcessMetrics(Series series) {
    SampledGauge used = series.sampled("os_fd_used", "File descriptors in use.");
    SampledGauge limit = series.sampled("os_fd_limit", "File descriptors allowed.");
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      used.from(unix::getOpenFileDescriptorCount);
      limit.from(unix::getMaxFileDescriptorCount);
    }
  }
}
