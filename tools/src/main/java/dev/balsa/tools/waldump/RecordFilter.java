package dev.balsa.tools.waldump;

import dev.balsa.server.command.InternalRaftRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which lines are shown.
 *
 * @param from the least index, or null for no limit
 * @param to the greatest index, or null for no limit
 * @param types the labels wanted; empty for all but the checksums
 */
record RecordFilter(Long from, Long to, List<String> types) {

  private static final Set<String> FIXED =
      Set.of(
          "metadata",
          "entry",
          "state",
          "snapshot",
          "crc",
          "normal",
          "conf-change",
          "conf-change-v2",
          "empty",
          "v2",
          "unknown");

  /** All that {@code --type} may name: types of records and of entries, and kinds of requests. */
  static Set<String> knownTypes() {
    Set<String> known = new TreeSet<>(FIXED);
    InternalRaftRequest.getDescriptor()
        .getFields()
        .forEach(field -> known.add(EntryDecoder.dashed(field.getName())));
    known.remove("id");
    known.remove("header");
    return known;
  }

  boolean shows(Line line) {
    if (from != null || to != null) {
      boolean inside =
          line.index() > 0
              && (from == null || line.index() >= from)
              && (to == null || line.index() <= to);
      if (!inside) {
        return false;
      }
    }
    return types.isEmpty()
        ? !line.labels().contains("crc")
        : line.labels().stream().anyMatch(types::contains);
  }
}
