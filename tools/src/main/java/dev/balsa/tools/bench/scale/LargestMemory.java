package dev.balsa.tools.bench.scale;

import dev.balsa.tools.bench.load.Progress;
import dev.balsa.tools.bench.load.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Looks at the memory of processes whenever a load reports, and passes the report on. */
final class LargestMemory implements Progress {
  private final List<Long> pids;
  private final Progress next;
  private long mostBytes;

  LargestMemory(List<Long> pids, Progress next) {
    this.pids = pids;
    this.next = next;
  }

  @Override
  public void report(String phase, double secondsLeft, double perSecond) {
    look();
    next.report(phase, secondsLeft, perSecond);
  }

  /** Looks now. */
  void look() {
    try {
      mostBytes = Math.max(mostBytes, Usage.now(pids).serverResidentBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("a server has gone", e);
    }
  }

  /** The most that they had together. */
  long mostBytes() {
    return mostBytes;
  }
}
