package dev.balsa.server.interop;

import java.util.ArrayList;
import java.util.List;

/** What the sender of random requests has learned so far, so that it can aim near the edges. */
final class KnownState {
  private long revision = 1;
  private long compactRevision = -1;
  private final List<Long> leases = new ArrayList<>();
  private final List<OpenWatch> watches = new ArrayList<>();
  private long nextWatchId = 1000;

  /** A watch that both servers have accepted. */
  record OpenWatch(int stream, long id) {}

  long revision() {
    return revision;
  }

  long compactRevision() {
    return compactRevision;
  }

  List<Long> leases() {
    return leases;
  }

  List<OpenWatch> watches() {
    return watches;
  }

  /** An explicit watch id that was never used. */
  long freshWatchId() {
    return nextWatchId++;
  }

  void sawRevision(long seen) {
    revision = Math.max(revision, seen);
  }

  void compacted(long to) {
    compactRevision = Math.max(compactRevision, to);
  }

  void granted(long id) {
    leases.add(id);
  }

  void revoked(long id) {
    leases.remove(Long.valueOf(id));
  }

  void opened(OpenWatch watch) {
    watches.add(watch);
  }

  void closed(OpenWatch watch) {
    watches.remove(watch);
  }
}
