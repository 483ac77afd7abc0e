package dev.balsa.mvcc.backend;

import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.MvccException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/**
 * Finds the table that keeps a database from being opened: the engine blames its manifest for
 * damage in the properties of any table, and tells no place in a damaged footer.
 */
final class TableCheck {

  private static final String SUFFIX = ".sst";

  private TableCheck() {}

  /**
   * Says which table is damaged, where the engine does not. Reads the ends of all tables, no
   * records.
   */
  static MvccException blame(Path directory, MvccException refused) {
    if (refused.kind() != Kind.CORRUPT || tellsThePlace(refused.getMessage())) {
      return refused;
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> tables = files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
      for (Path table : tables) {
        String damage = damageOf(table);
        if (damage != null) {
          return new MvccException(
              Kind.CORRUPT,
              String.format(
                  "cannot open %s: %s is damaged in its properties or its footer, before offset %d:"
                      + " %s",
                  directory, table, Files.size(table), damage),
              refused);
        }
      }
    } catch (IOException unreadable) {
      refused.addSuppressed(unreadable);
    }
    return refused;
  }

  private static boolean tellsThePlace(String message) {
    return message.contains(SUFFIX) && message.contains("offset ");
  }

  /** What keeps a table from being opened; null if nothing does. */
  private static String damageOf(Path table) {
    try (Options plain = new Options();
        SstFileReader reader = new SstFileReader(plain)) {
      reader.open(table.toString());
      return null;
    } catch (RocksDBException e) {
      return e.getMessage();
    }
  }
}
