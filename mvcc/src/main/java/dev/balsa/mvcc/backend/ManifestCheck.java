package dev.balsa.mvcc.backend;

import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.MvccException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Reads the manifest before the engine does, which never comes back from a record of a type that it
 * does not know there.
 *
 * <pre>
 *   file    = block of 32,768 bytes ...           the last one may be shorter
 *   block   = record ... fewer than 7 zero bytes
 *   record  = crc (4, masked CRC-32C of type and content), length (2), type (1), content
 *   type    = 1 a whole change, 2 its beginning, 3 its middle, 4 its end; all 7 bytes 0: written ahead
 * </pre>
 *
 * <p>A record that the file ends in was torn by a crash, and the engine goes on without it, unless
 * some part of what is there has its checksum: then its length is damaged.
 */
final class ManifestCheck {

  private static final Pattern MANIFEST_NAME = Pattern.compile("MANIFEST-\\d+");
  private static final int BLOCK_BYTES = 32_768;
  private static final int HEADER_BYTES = 7;
  private static final int LENGTH_AT = 4;
  private static final int TYPE_AT = 6;
  private static final int LAST_TYPE = 4;
  private static final int CRC_ROTATED = 15;
  private static final int CRC_DELTA = 0xa282ead8;

  private final Path manifest;
  private final CRC32C crc = new CRC32C();

  private ManifestCheck(Path manifest) {
    this.manifest = manifest;
  }

  /**
   * Checks the manifest that a database would be opened with, if there is one.
   *
   * @throws MvccException CORRUPT, with file and offset
   */
  static void check(Path directory) {
    try {
      String name = nameIn(directory);
      if (name != null) {
        Path manifest = directory.resolve(name);
        if (!Files.exists(manifest)) {
          throw new MvccException(
              Kind.CORRUPT,
              String.format(
                  "cannot open %s: %s names at offset 0 the file %s, which is not there: either is"
                      + " damaged",
                  directory, directory.resolve("CURRENT"), name));
        }
        new ManifestCheck(manifest).run();
      }
    } catch (IOException e) {
      throw new MvccException(
          Kind.STORAGE, "cannot read the manifest in " + directory + ": " + e.getMessage(), e);
    }
  }

  /** Which manifest counts; null if there is none, or what should name it does not. */
  private static String nameIn(Path directory) throws IOException {
    Path current = directory.resolve("CURRENT");
    if (!Files.exists(current)) {
      return null;
    }
    String name = Files.readString(current, StandardCharsets.ISO_8859_1).strip();
    return MANIFEST_NAME.matcher(name).matches() ? name : null;
  }

  private void run() throws IOException {
    try (InputStream in = Files.newInputStream(manifest)) {
      long offset = 0;
      byte[] block;
      do {
        block = in.readNBytes(BLOCK_BYTES);
        checkBlock(offset, block);
        offset += block.length;
      } while (block.length == BLOCK_BYTES);
    }
  }

  private void checkBlock(long offset, byte[] bytes) {
    ByteBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (block.limit() - at >= HEADER_BYTES) {
      int length = Short.toUnsignedInt(block.getShort(at + LENGTH_AT));
      int type = Byte.toUnsignedInt(block.get(at + TYPE_AT));
      if (type == 0 && length == 0 && block.getInt(at) == 0) {
        return;
      }
      if (type > LAST_TYPE) {
        throw damaged(offset + at, "a record has the unknown type " + type);
      }
      int end = at + HEADER_BYTES + length;
      if (end > block.limit()) {
        if (block.limit() < BLOCK_BYTES && !isWhole(block, at)) {
          return;
        }
        throw damaged(offset + at, "a record claims to be longer than it can be");
      }
      crc.reset();
      crc.update(bytes, at + TYPE_AT, length + 1);
      if (masked((int) crc.getValue()) != block.getInt(at)) {
        throw damaged(offset + at, "a record has another checksum");
      }
      at = end;
    }
  }

  /** Whether a record that claims to go on is there with some other length. */
  private boolean isWhole(ByteBuffer block, int at) {
    int stored = block.getInt(at);
    crc.reset();
    for (int next = at + TYPE_AT; next < block.limit(); next++) {
      crc.update(block.get(next));
      if (masked((int) crc.getValue()) == stored) {
        return true;
      }
    }
    return false;
  }

  /** A checksum of bytes that hold checksums themselves would be weak. */
  private static int masked(int crc) {
    return Integer.rotateRight(crc, CRC_ROTATED) + CRC_DELTA;
  }

  private MvccException damaged(long offset, String reason) {
    return new MvccException(
        Kind.CORRUPT,
        String.format(
            "cannot open %s: %s is damaged at offset %d: %s",
            manifest.getParent(), manifest, offset, reason));
  }
}
