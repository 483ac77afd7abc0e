package dev.balsa.mvcc.bolt;

import java.io.IOException;
import java.nio.file.Path;

/** A bbolt file is not as it should be; the message names file, page and offset. */
public final class BoltDamagedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final long page;
  private final long offset;

  BoltDamagedException(Path file, long page, long offset, String reason) {
    super(file + " is damaged at page " + page + " (byte " + offset + "): " + reason);
    this.page = page;
    this.offset = offset;
  }

  /** The number of the page that is damaged. */
  public long page() {
    return page;
  }

  /** Where in the file that page begins, in bytes. */
  public long offset() {
    return offset;
  }
}
