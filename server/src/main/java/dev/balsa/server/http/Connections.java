package dev.balsa.server.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.balsa.server.logging.Log;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How many connections of clients are open: never so many that the member has no descriptors left
 * for its files. Thread-safe.
 */
final class Connections {

  private static final Log LOG = Log.of(Connections.class);

  /** What the member keeps for itself; etcd's number. */
  static final long RESERVED_DESCRIPTORS = 150;

  /** So many are fine anywhere; only then is the system asked, which takes a while. */
  private static final int ALWAYS_FINE = 256;

  private final AtomicInteger open = new AtomicInteger();
  private final LongSupplier descriptors;

  /** Found out when it first matters. */
  private volatile long limit;

  private volatile boolean told;

  Connections() {
    this(Connections::descriptorsOfThisProcess);
  }

  /**
   * For a process of other limits.
   *
   * @param descriptors how many files it may have open
   */
  Connections(LongSupplier descriptors) {
    this.descriptors = descriptors;
  }

  /** One more; false if it has to be closed at once. Either way {@link #gone} follows. */
  boolean admit() {
    int now = open.incrementAndGet();
    if (now <= ALWAYS_FINE || now <= limit()) {
      return true;
    }
    if (!told) {
      told = true;
      LOG.warn("too many connections: new ones are closed until others end", "limit", limit());
    }
    return false;
  }

  void gone() {
    if (open.decrementAndGet() <= ALWAYS_FINE) {
      told = false;
    }
  }

  private long limit() {
    if (limit == 0) {
      limit = Math.max(ALWAYS_FINE, descriptors.getAsLong() - RESERVED_DESCRIPTORS);
    }
    return limit;
  }

  private static long descriptorsOfThisProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Integer.MAX_VALUE;
  }
}
