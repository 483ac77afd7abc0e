package dev.balsa.tools.waldump;

import dev.balsa.wal.WalRecord;
import java.util.List;
import java.util.Map;

/**
 * One record, decoded for display.
 *
 * @param record where it stands
 * @param labels what {@code --type} may call it, from the general to the particular: {@code entry},
 *     {@code normal}, {@code put}
 * @param term its term, or 0 if it has none
 * @param index its index, or 0 if it has none
 * @param content what it says, in order
 */
record Line(
    WalRecord record, List<String> labels, long term, long index, Map<String, Object> content) {

  /** The most particular label. */
  String kind() {
    return labels.get(labels.size() - 1);
  }
}
