package dev.balsa.jepsen.live.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Others who use the same disk, and sync without end: every sync of a member has to wait for them.
 * It begins when it is made and goes on until {@link #end}.
 */
public final class BusyDisk {
  private static final int WRITERS = 3;
  private static final int CHUNK_BYTES = 8 << 20;
  private static final int FILE_BYTES_MAX = 64 << 20;

  private final List<Thread> writers = new ArrayList<>();
  private volatile boolean ended;

  /** Begins to write, to files in a directory, which go again. */
  public BusyDisk(Path directory) {
    for (int i = 0; i < WRITERS; i++) {
      Path file = directory.resolve("busy-" + i);
      Thread writer = new Thread(() -> write(file), "busy-disk");
      writer.setDaemon(true);
      writers.add(writer);
      writer.start();
    }
  }

  private void write(Path file) {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      for (long at = 0; !ended; at = (at + CHUNK_BYTES) % FILE_BYTES_MAX) {
        chunk.clear();
        channel.write(chunk, at);
        channel.force(true);
      }
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the disk alone; returns when nobody writes any more. */
  public void end() throws InterruptedException {
    ended = true;
    for (Thread writer : writers) {
      writer.join();
    }
  }
}
