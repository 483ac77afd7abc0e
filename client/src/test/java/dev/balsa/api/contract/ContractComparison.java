package dev.balsa.api.contract;

import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Holds compiled definitions against the table. */
public final class ContractComparison {

  private ContractComparison() {}

  /**
   * Every difference between the table and the compiled files, a line each; none if they agree.
   *
   * @param files all files of the contract that a module defines; the table's rows for files of
   *     these names are expected, all of them
   */
  public static List<String> differences(WireTable table, List<FileDescriptor> files) {
    Set<String> names =
        files.stream()
            .map(file -> file.getName().substring(file.getName().lastIndexOf('/') + 1))
            .collect(Collectors.toSet());
    Set<String> expected = table.rowsOf(names);
    Set<String> actual = DescriptorRows.of(files);
    List<String> differences = new ArrayList<>();
    missing(expected, actual).forEach(row -> differences.add("missing: " + row));
    missing(actual, expected).forEach(row -> differences.add("extra: " + row));
    return differences;
  }

  private static Set<String> missing(Set<String> from, Set<String> in) {
    Set<String> missing = new TreeSet<>(from);
    missing.removeAll(in);
    return missing;
  }
}
