package dev.balsa.raft;

import java.util.Arrays;
import java.util.Objects;

/**
 * One slot of the replicated log (Raft paper, section 5.3).
 *
 * @param term the term of the leader that created the entry; at least 1
 * @param index the position in the log; the first entry has index 1
 * @param type what the data is for
 * @param data the payload; never null, never modified after construction
 */
public record Entry(long term, long index, EntryType type, byte[] data) {

  private static final byte[] NOTHING = {};

  public Entry {
    Objects.requireNonNull(type, "type");
    data = data == null ? NOTHING : data;
  }

  /** The payload's length in bytes, which is what the limits of the log count. */
  public int sizeBytes() {
    return data.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Entry that
        && term == that.term
        && index == that.index
        && type == that.type
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return Objects.hash(term, index, type, Arrays.hashCode(data));
  }

  @Override
  public String toString() {
    return term + "/" + index + " " + type + " (" + data.length + " bytes)";
  }
}
