package dev.balsa.jepsen.live.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What fills a disk to the last byte: one file in its root that takes all the room there is.
 *
 * @param file the file
 */
record Ballast(Path file) {
  private static final int CHUNK_BYTES = 1 << 20;

  static Ballast in(Path root) {
    return new Ballast(root.resolve("ballast"));
  }

  /** Takes the rest of the room, in ever smaller pieces. */
  void fill() throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int bytes = CHUNK_BYTES; bytes > 0; bytes /= 2) {
        fill(channel, bytes);
      }
    }
  }

  private static void fill(FileChannel channel, int chunkBytes) throws IOException {
    try {
      while (true) {
        channel.write(ByteBuffer.allocate(chunkBytes));
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  /** Gives the room back. */
  void remove() throws IOException {
    Files.deleteIfExists(file);
  }
}
