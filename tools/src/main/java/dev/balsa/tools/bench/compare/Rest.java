package dev.balsa.tools.bench.compare;

import dev.balsa.tools.bench.load.Usage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Waits until servers are done with what earlier loads have left: files to merge, and pages that
 * the kernel has yet to write. A put that waits for the disk would wait for those, too, and longest
 * behind the server that had done most before.
 */
final class Rest {
  private static final int SECONDS_MAX = 30;
  private static final int QUIET_SECONDS = 2;

  /** What an idle server takes is about a fiftieth of a processor. */
  private static final double IDLE_SHARE_MAX = 0.04;

  private Rest() {}

  /** Returns when the processes have been idle for two seconds and the disk has everything. */
  static void await(List<Long> pids) throws IOException, InterruptedException {
    int quiet = 0;
    for (int second = 0; second < SECONDS_MAX && quiet < QUIET_SECONDS; second++) {
      Usage before = Usage.now(pids);
      TimeUnit.SECONDS.sleep(1);
      double share = Usage.now(pids).since(before).serverCpuSeconds() / pids.size();
      quiet = share <= IDLE_SHARE_MAX ? quiet + 1 : 0;
    }
    int unused = new ProcessBuilder("sync").inheritIO().start().waitFor();
  }
}
