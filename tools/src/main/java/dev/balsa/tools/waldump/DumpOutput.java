package dev.balsa.tools.waldump;

import java.nio.file.Path;

/** Where lines go, and what is found at the end. */
interface DumpOutput {

  /** A record that passed the filter. */
  void line(Line line);

  /** The log ends in an unfinished write. */
  void torn(Path file, long offset, String reason);

  /** The log is damaged; no record after this place can be trusted. */
  void damage(Path file, long offset, String reason);

  /** All has been said. */
  void end(Summary summary);

  /** Counts over all records read, whether shown or not. */
  record Summary(
      int segments, long records, long entries, long firstIndex, long lastIndex, long commit) {}
}
