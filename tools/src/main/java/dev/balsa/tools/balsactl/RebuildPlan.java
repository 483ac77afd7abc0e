package dev.balsa.tools.balsactl;

import dev.balsa.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Which member is being rebuilt. It stands in a file beside the data directory from before the
 * first change until after the last one, because in between nobody else knows: the cluster has
 * forgotten the member, and the directory may tell nothing.
 *
 * <pre>
 *   9d635b00fab73de3         its id
 *   m2                       its name
 *   http://10.0.0.2:2380     where other members reach it
 *   voter                    or learner
 * </pre>
 *
 * @param id of the damaged member, which is removed
 * @param peerUrls where other members reach it, separated by commas
 */
record RebuildPlan(long id, String name, String peerUrls, boolean learner) {

  private static final String SUFFIX = ".rebuild";
  private static final int LINES = 4;

  static Path file(Path dataDir) {
    Path plain = dataDir.toAbsolutePath().normalize();
    return plain.resolveSibling(plain.getFileName() + SUFFIX);
  }

  /** What an interrupted attempt left. */
  static Optional<RebuildPlan> load(Path dataDir) throws IOException {
    Path file = file(dataDir);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    if (lines.size() != LINES) {
      throw new Complaint(Complaint.FAILED, file + " is not what a rebuild leaves");
    }
    return Optional.of(
        new RebuildPlan(
            Group.hexId(lines.get(0), "id in " + file),
            lines.get(1),
            lines.get(2),
            lines.get(3).equals("learner")));
  }

  /** Returns when it is on the disk, under its name. */
  void save(Path dataDir) throws IOException {
    Path file = file(dataDir);
    Path written = file.resolveSibling(file.getFileName() + ".tmp");
    List<String> lines =
        List.of(Long.toHexString(id), name, peerUrls, learner ? "learner" : "voter");
    Files.write(written, lines, StandardCharsets.UTF_8);
    try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    new FileDisk().syncDirectory(file.getParent());
  }

  static void remove(Path dataDir) throws IOException {
    Files.deleteIfExists(file(dataDir));
  }
}
