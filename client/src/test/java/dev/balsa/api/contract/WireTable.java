package dev.balsa.api.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The table of etcd's wire contract: every service, message, field number and enum value that
 * clients depend on.
 *
 * <p>A row is brought into one line of words, the same line that {@link DescriptorRows} makes of a
 * compiled definition, so that comparing is comparing sets of lines.
 */
public final class WireTable {

  private static final String RESOURCE = "etcd-v3-wire.tsv";

  private final List<String> lines;

  private WireTable(List<String> lines) {
    this.lines = lines;
  }

  /** The table as it stands beside this class. */
  public static WireTable load() {
    try (InputStream in =
        Objects.requireNonNull(WireTable.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A table from its text. */
  public static WireTable of(String text) {
    return new WireTable(text.lines().filter(line -> !line.startsWith("#")).toList());
  }

  /** The same table with one line's text changed, to see whether a comparison notices. */
  public WireTable with(String original, String doctored) {
    if (!lines.contains(original)) {
      throw new IllegalArgumentException("no such line: " + original);
    }
    List<String> changed = new ArrayList<>(lines);
    changed.replaceAll(line -> line.equals(original) ? doctored : line);
    changed.removeIf(String::isEmpty);
    return new WireTable(changed);
  }

  /**
   * The rows of some definition files.
   *
   * @param files names such as {@code rpc.proto}
   */
  public Set<String> rowsOf(Set<String> files) {
    Set<String> rows = new TreeSet<>();
    boolean wanted = false;
    for (String line : lines) {
      String[] cells = line.split("\t", -1);
      if (cells[0].equals("file")) {
        wanted = files.contains(cells[2]);
      }
      if (wanted && !rows.add(row(cells))) {
        throw new IllegalStateException("a row stands in the table twice: " + line);
      }
    }
    return rows;
  }

  /** Which method, as {@code service/method}, is found under which HTTP path. */
  public Map<String, String> methodsByPath() {
    Map<String, String> methods = new TreeMap<>();
    for (String line : lines) {
      String[] cells = line.split("\t", -1);
      if (cells[0].equals("rpc") && !cell(cells, 5).isEmpty()) {
        for (String path : cell(cells, 5).split(" ", -1)) {
          methods.put(path, cells[1] + "/" + cells[2]);
        }
      }
    }
    return methods;
  }

  private static String row(String[] cells) {
    return switch (cells[0]) {
      case "file" -> words("file", cells[1], cells[2], cells[4]);
      case "field" -> words("field", cells[1], cells[2], cells[3], cells[4], cell(cells, 5));
      case "enum" -> words("enum", cells[1], cells[2], cells[3]);
      case "reserved" -> words("reserved", cells[1], cells[2] + cell(cells, 3));
      case "rpc" -> words("rpc", cells[1], cells[2], cells[4]);
      default -> throw new IllegalStateException("unknown kind of row: " + cells[0]);
    };
  }

  private static String cell(String[] cells, int index) {
    return index < cells.length ? cells[index] : "";
  }

  static String words(String... words) {
    return String.join(" ", words).strip();
  }
}
