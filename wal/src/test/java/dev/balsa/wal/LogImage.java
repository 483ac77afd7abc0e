package dev.balsa.wal;

import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.DiskFile;
import dev.balsa.wal.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The bytes of a log's segments, to be changed and put on a fresh disk. */
final class LogImage {

  static final Path DIR = Workload.DIR;

  final TreeMap<String, byte[]> segments = new TreeMap<>();

  static LogImage of(Disk disk) throws IOException {
    LogImage image = new LogImage();
    for (String name : disk.list(DIR)) {
      if (name.endsWith(".wal")) {
        image.segments.put(name, read(disk, DIR.resolve(name)));
      }
    }
    return image;
  }

  static byte[] read(Disk disk, Path path) throws IOException {
    try (DiskFile file = disk.open(path, Disk.Access.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
      file.read(bytes, 0);
      return bytes.array();
    }
  }

  LogImage copy() {
    LogImage copy = new LogImage();
    segments.forEach((name, bytes) -> copy.segments.put(name, bytes.clone()));
    return copy;
  }

  String first() {
    return segments.firstKey();
  }

  String last() {
    return segments.lastKey();
  }

  byte[] bytes(String name) {
    return segments.get(name);
  }

  /** Where the last byte of a segment is that is not zero, plus one. */
  int contentEnd(String name) {
    byte[] bytes = bytes(name);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  void zero(String name, int from, int to) {
    Arrays.fill(bytes(name), from, to, (byte) 0);
  }

  void flip(String name, int bit) {
    bytes(name)[bit / 8] ^= (byte) (1 << (bit % 8));
  }

  SimulatedDisk onDisk() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
    disk.createDirectories(DIR);
    for (String name : segments.keySet()) {
      try (DiskFile file = disk.open(DIR.resolve(name), Disk.Access.CREATE)) {
        file.write(ByteBuffer.wrap(bytes(name)), 0);
        file.sync();
      }
    }
    disk.syncDirectory(DIR);
    return disk;
  }
}
