package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.bolt.BoltFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;

/**
 * A backup: a bbolt file, usually with the SHA-256 of it behind it. A file copied out of a data
 * directory has none; pages are a multiple of 512 bytes, so the size of the file tells.
 */
final class BackupFile implements Closeable {

  private static final int SECTOR_BYTES = 512;
  private static final int SHA_BYTES = 32;
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path path;
  private final long sizeBytes;
  private final BoltFile bolt;

  private BackupFile(Path path, long sizeBytes, BoltFile bolt) {
    this.path = path;
    this.sizeBytes = sizeBytes;
    this.bolt = bolt;
  }

  static BackupFile open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new UtlException(path + " is a directory; a snapshot file is asked for");
    }
    return new BackupFile(path, Files.size(path), BoltFile.open(path));
  }

  BoltFile bolt() {
    return bolt;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  boolean hasChecksum() {
    return sizeBytes % SECTOR_BYTES == SHA_BYTES;
  }

  /**
   * Compares content and checksum.
   *
   * @param err where progress is told
   * @throws UtlException if there is no checksum, or another one
   */
  void verifyChecksum(PrintWriter err) throws IOException {
    if (!hasChecksum()) {
      throw new UtlException(
          path
              + " has no checksum at its end, as files copied from a data directory have none;"
              + " --skip-hash-check takes it as it is");
    }
    MessageDigest sha256 = sha256();
    byte[] stored;
    try (InputStream in = Files.newInputStream(path);
        Progress progress = new Progress(err, "reading", Progress.BYTES, sizeBytes)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long left = sizeBytes - SHA_BYTES;
      while (left > 0) {
        int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (count < 0) {
          throw new UtlException(path + " became shorter while it was read");
        }
        sha256.update(buffer, 0, count);
        left -= count;
        progress.accept(sizeBytes - left);
      }
      stored = in.readNBytes(SHA_BYTES);
    }
    if (!Arrays.equals(stored, sha256.digest())) {
      throw new UtlException(
          path + " is damaged: its content does not have the SHA-256 that stands at its end");
    }
  }

  /**
   * Checks every page.
   *
   * @param err where progress is told
   * @return how many records each bucket has
   */
  Map<String, Long> checkPages(PrintWriter err) throws IOException {
    try (Progress progress = new Progress(err, "checking", "pages", bolt.pages())) {
      return bolt.check(progress);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }

  @Override
  public void close() throws IOException {
    bolt.close();
  }
}
