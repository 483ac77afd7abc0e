package dev.balsa.jepsen.live.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What a bad disk does to the log of a member that does not run. */
public enum LogDamage {
  /** One bit is another one, somewhere in what was written. */
  BIT_FLIP {
    @Override
    String damage(FileChannel file, long writtenBytes, SplittableRandom random) throws IOException {
      long at = writtenBytes / 4 + random.nextLong(Math.max(1, writtenBytes / 2));
      int bit = random.nextInt(Byte.SIZE);
      ByteBuffer octet = ByteBuffer.allocate(1);
      file.read(octet, at);
      octet.put(0, (byte) (octet.get(0) ^ 1 << bit));
      octet.clear();
      file.write(octet, at);
      return "bit " + bit + " of byte " + at + " of " + writtenBytes + " flipped";
    }
  },
  /** The end is gone, from the middle of a record on: records end at multiples of eight bytes. */
  TRUNCATION {
    @Override
    String damage(FileChannel file, long writtenBytes, SplittableRandom random) throws IOException {
      long size = writtenBytes / 2 + random.nextLong(Math.max(1, writtenBytes / 2)) | 1;
      file.truncate(size);
      return "cut off at byte " + size + " of " + writtenBytes;
    }
  };

  private static final int BLOCK_BYTES = 1 << 16;

  abstract String damage(FileChannel file, long writtenBytes, SplittableRandom random)
      throws IOException;

  /**
   * Does it to the newest file of the log.
   *
   * @param data the directory of the member
   * @return what was done, in words
   */
  public String strike(Path data, SplittableRandom random) throws IOException {
    Path newest = newest(data.resolve("member").resolve("wal"));
    try (FileChannel file =
        FileChannel.open(newest, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      String what = damage(file, writtenBytes(file), random);
      file.force(true);
      return newest.getFileName() + ": " + what;
    }
  }

  private static Path newest(Path log) throws IOException {
    try (Stream<Path> files = Files.list(log)) {
      List<Path> segments = files.filter(file -> file.toString().endsWith(".wal")).toList();
      return segments.stream().max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  /** Behind what was written there are only zeros. */
  private static long writtenBytes(FileChannel file) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    for (long start = (file.size() - 1) / BLOCK_BYTES * BLOCK_BYTES; start >= 0; ) {
      block.clear();
      int bytes = file.read(block, start);
      for (int i = bytes - 1; i >= 0; i--) {
        if (block.get(i) != 0) {
          return start + i + 1;
        }
      }
      start -= BLOCK_BYTES;
    }
    return 0;
  }
}
