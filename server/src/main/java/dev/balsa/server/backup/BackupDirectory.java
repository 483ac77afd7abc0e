package dev.balsa.server.backup;

import dev.balsa.server.logging.Log;
import dev.balsa.wal.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One member's backups in a directory that may hold anything else: nothing is touched but files of
 * names that only this member gives.
 */
final class BackupDirectory {

  private static final Log LOG = Log.of(BackupDirectory.class);

  private final Disk disk;
  private final Path directory;
  private final long memberId;

  BackupDirectory(Disk disk, Path directory, long memberId) {
    this.disk = disk;
    this.directory = directory;
    this.memberId = memberId;
  }

  /** When the newest backup was begun; empty if there is none. */
  Optional<Instant> newest() throws IOException {
    if (!disk.exists(directory)) {
      return Optional.empty();
    }
    return own().stream().map(BackupName::at).max(Comparator.naturalOrder());
  }

  private List<BackupName> own() throws IOException {
    List<BackupName> own = new ArrayList<>();
    for (String name : disk.list(directory)) {
      BackupName.parse(name).filter(each -> each.memberId() == memberId).ifPresent(own::add);
    }
    return own;
  }

  /** Begins a file, after what an earlier attempt left is removed. */
  BackupWriter begin(BackupName name, StateFile state) throws IOException {
    disk.createDirectories(directory);
    for (String found : disk.list(directory)) {
      if (found.endsWith(BackupName.UNFINISHED)) {
        String whole = found.substring(0, found.length() - BackupName.UNFINISHED.length());
        boolean own = BackupName.parse(whole).filter(n -> n.memberId() == memberId).isPresent();
        if (own) {
          disk.delete(directory.resolve(found));
        }
      }
    }
    return new BackupWriter(disk, directory.resolve(name.text()), state);
  }

  /**
   * Removes the oldest ones but for so many, and never the one that was just written. One that
   * cannot be removed is told in the log, tried again after the next backup, and keeps no other.
   *
   * @return the names of those that were removed
   */
  List<String> retain(long count, BackupName justWritten) throws IOException {
    List<String> removed = new ArrayList<>();
    List<BackupName> others = new ArrayList<>(own());
    others.remove(justWritten);
    others.sort(Comparator.comparing(BackupName::at).thenComparing(BackupName::revision));
    for (BackupName old : others.subList(0, (int) Math.max(0, others.size() - (count - 1)))) {
      Path file = directory.resolve(old.text());
      try {
        disk.delete(file);
        removed.add(old.text());
      } catch (IOException e) {
        LOG.warn("an old backup cannot be removed", e, "file", file);
      }
    }
    return removed;
  }
}
