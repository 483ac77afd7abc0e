package dev.balsa.server.logging;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A log in a file, which is put aside under a name with the time when it is large: {@code
 * balsa-2026-11-21T17-05-00.000.log} beside {@code balsa.log}. Not thread-safe: the thread that
 * carries lines writes it.
 *
 * <p>A line is never parted, because what is handed over at once stays together.
 */
final class LogFile extends OutputStream {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS", Locale.ROOT);
  private static final String COMPRESSED = ".gz";

  private final Path file;
  private final Rotation rotation;
  private final InstantSource now;
  private OutputStream out;
  private long sizeBytes;

  /**
   * Opens the file behind what it holds.
   *
   * @throws IOException if it cannot be written
   */
  LogFile(Path file, Rotation rotation, InstantSource now) throws IOException {
    this.file = file.toAbsolutePath();
    this.rotation = rotation;
    this.now = now;
    open();
  }

  private void open() throws IOException {
    out = new FileOutputStream(file.toFile(), true);
    sizeBytes = Files.size(file);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] lines, int offset, int length) throws IOException {
    boolean tooLarge = rotation.maxSizeBytes() > 0 && sizeBytes + length > rotation.maxSizeBytes();
    if (tooLarge && sizeBytes > 0) {
      putAside();
    }
    out.write(lines, offset, length);
    sizeBytes += length;
  }

  private void putAside() throws IOException {
    out.close();
    Path aside = freeName();
    Files.move(file, aside);
    open();
    if (rotation.compress()) {
      compress(aside);
    }
    removeOld();
  }

  /** The name for this time, or for the next millisecond that is free. */
  private Path freeName() {
    LocalDateTime stamp = local(now.instant());
    while (true) {
      Path name = file.resolveSibling(stem() + "-" + STAMP.format(stamp) + suffix());
      if (Files.notExists(name)
          && Files.notExists(name.resolveSibling(name.getFileName() + COMPRESSED))) {
        return name;
      }
      stamp = stamp.plus(Duration.ofMillis(1));
    }
  }

  private LocalDateTime local(Instant instant) {
    return LocalDateTime.ofInstant(
        instant, rotation.localTime() ? ZoneId.systemDefault() : ZoneOffset.UTC);
  }

  private String stem() {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - suffix().length());
  }

  private String suffix() {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? "" : name.substring(dot);
  }

  /** The whole is there under its name or not at all. */
  private static void compress(Path aside) throws IOException {
    Path part = aside.resolveSibling(aside.getFileName() + COMPRESSED + ".part");
    try (InputStream in = Files.newInputStream(aside);
        OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(part))) {
      in.transferTo(gzip);
    }
    Files.move(part, aside.resolveSibling(aside.getFileName() + COMPRESSED));
    Files.delete(aside);
  }

  private void removeOld() throws IOException {
    List<Path> aside = putAsideBefore();
    LocalDateTime oldest =
        local(now.instant()).minus(Duration.ofDays(Math.max(0, rotation.maxAgeDays())));
    for (int i = 0; i < aside.size(); i++) {
      boolean tooMany = rotation.maxBackups() > 0 && aside.size() - i > rotation.maxBackups();
      boolean tooOld = rotation.maxAgeDays() > 0 && timeOf(aside.get(i)).isBefore(oldest);
      if (tooMany || tooOld) {
        Files.deleteIfExists(aside.get(i));
      }
    }
  }

  /** Oldest first; only files whose name says that this log made them. */
  private List<Path> putAsideBefore() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> siblings = Files.list(file.getParent())) {
      siblings.filter(each -> timeOf(each) != null).forEach(found::add);
    }
    found.sort(Comparator.comparing(this::timeOf));
    return found;
  }

  /** When a file was put aside; null if it is another one. */
  private LocalDateTime timeOf(Path sibling) {
    String name = sibling.getFileName().toString();
    String whole =
        name.endsWith(COMPRESSED) ? name.substring(0, name.length() - COMPRESSED.length()) : name;
    String prefix = stem() + "-";
    if (!whole.startsWith(prefix)
        || !whole.endsWith(suffix())
        || whole.length() < prefix.length() + suffix().length()) {
      return null;
    }
    try {
      return LocalDateTime.parse(
          whole.substring(prefix.length(), whole.length() - suffix().length()), STAMP);
    } catch (DateTimeParseException other) {
      return null;
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
