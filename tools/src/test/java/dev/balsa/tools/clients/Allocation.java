package dev.balsa.tools.clients;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/** How much the threads of this process had allocated at one moment. */
final class Allocation {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Map<Long, Long> byThread = new HashMap<>();

  private Allocation() {}

  static Allocation now() {
    Allocation now = new Allocation();
    long[] threads = THREADS.getAllThreadIds();
    long[] bytes = THREADS.getThreadAllocatedBytes(threads);
    for (int i = 0; i < threads.length; i++) {
      now.byThread.put(threads[i], Math.max(0, bytes[i]));
    }
    return now;
  }

  /** By the threads that are there now; what others allocated that have ended since is lost. */
  long bytesSince() {
    long sum = 0;
    for (Map.Entry<Long, Long> thread : now().byThread.entrySet()) {
      sum += thread.getValue() - byThread.getOrDefault(thread.getKey(), 0L);
    }
    return sum;
  }
}
