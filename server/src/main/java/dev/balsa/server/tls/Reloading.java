package dev.balsa.server.tls;

import dev.balsa.server.logging.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Something made of files, made anew when they change. Thread-safe.
 *
 * @param <T> immutable
 */
final class Reloading<T> {

  private static final Log LOG = Log.of(Reloading.class);

  /** Makes it. */
  @FunctionalInterface
  interface Maker<T> {
    /**
     * Reads the files.
     *
     * @throws IOException with one line for the operator
     */
    T make() throws IOException;
  }

  /**
   * @param stamps what the files looked like when this was made, or could not be
   */
  private record State<T>(List<Object> stamps, T value) {}

  private final String what;
  private final List<Path> files;
  private final Maker<T> maker;
  private volatile State<T> state;

  private Reloading(String what, List<Path> files, Maker<T> maker) throws IOException {
    this.what = what;
    this.files = files;
    this.maker = maker;
    List<Object> stamps = stamps(); // before reading: what changes meanwhile is read again
    state = new State<>(stamps, maker.make());
  }

  /**
   * Makes it for the first time.
   *
   * @param what for the log
   * @param files null among them for none
   */
  static <T> Reloading<T> of(String what, List<Path> files, Maker<T> maker) throws IOException {
    return new Reloading<>(what, files.stream().filter(Objects::nonNull).toList(), maker);
  }

  /** As the files say now; as they said before if they make no sense now. */
  T current() {
    List<Object> stamps = stamps();
    State<T> seen = state;
    return seen.stamps().equals(stamps) ? seen.value() : reload(stamps);
  }

  private synchronized T reload(List<Object> stamps) {
    State<T> old = state;
    if (old.stamps().equals(stamps)) {
      return old.value(); // somebody else was faster
    }
    T value = old.value();
    try {
      value = maker.make();
      LOG.info("took over changed certificate files", "for", what, "files", names());
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "cannot use changed certificate files; what they said before stays in force",
          "for",
          what,
          "files",
          names(),
          "error",
          String.valueOf(e.getMessage()));
    }
    state = new State<>(stamps, value);
    return value;
  }

  private String names() {
    return String.join(",", files.stream().map(Path::toString).toList());
  }

  /** What tells one content of a file from another without reading it. */
  private List<Object> stamps() {
    List<Object> stamps = new ArrayList<>(files.size());
    for (Path file : files) {
      try {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        stamps.add(List.of(seen.lastModifiedTime(), seen.size(), String.valueOf(seen.fileKey())));
      } catch (IOException e) {
        stamps.add("gone");
      }
    }
    return stamps;
  }
}
