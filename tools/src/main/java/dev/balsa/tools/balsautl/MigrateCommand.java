package dev.balsa.tools.balsautl;

import dev.balsa.mvcc.backend.Space;
import dev.balsa.wal.disk.Disk;
import dev.balsa.wal.disk.FileDisk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code balsautl migrate}. */
@Command(
    name = "migrate",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Makes a data directory of Balsa from that of a stopped etcd: its bbolt file, and what its"
          + " log has beyond it. Keys, history, revisions, leases, users and roles stay what they"
          + " are. The etcd's directory is only read.",
      ""
    },
    footer = {
      "",
      "  systemctl stop etcd",
      "  balsautl migrate --from-data-dir /var/lib/etcd/default --data-dir /var/lib/balsa",
      "  balsa --data-dir /var/lib/balsa",
      "",
      "Of a cluster of several, take the member with the highest raft index (etcdctl endpoint"
          + " status",
      "before stopping), and make all new members' directories from that one directory, with",
      "--name, --initial-cluster and --initial-advertise-peer-urls as for snapshot restore.",
      "The way back: etcdctl snapshot save from Balsa, etcdctl snapshot restore, etcd.",
    })
final class MigrateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--from-data-dir",
      paramLabel = "DIR",
      required = true,
      description = "The data directory of the etcd.")
  private Path fromDataDir;

  @Option(
      names = "--from-wal-dir",
      paramLabel = "DIR",
      description = "Where the etcd's log is, if it ran with --wal-dir.")
  private Path fromWalDir;

  @Mixin private ClusterFlags cluster;
  @Mixin private OutputFlags output;

  @Override
  public Integer call() throws IOException {
    ClusterFlags.Plan plan = cluster.plan();
    PrintWriter err = spec.commandLine().getErr();
    Disk disk = new FileDisk();
    Path db = fromDataDir.resolve("member").resolve("snap").resolve("db");
    Path wal = fromWalDir == null ? fromDataDir.resolve("member").resolve("wal") : fromWalDir;
    if (!Files.exists(db)) {
      throw new UtlException(
          fromDataDir + " is no data directory of an etcd: it has no member/snap/db");
    }
    InUse.refuse(disk, wal);
    try (BackupFile file = BackupFile.open(db)) {
      long records = file.checkPages(err).getOrDefault("key", 0L);
      BoltBackend state = new BoltBackend(file.bolt());
      EtcdTail tail = EtcdTail.read(disk, wal, index(state, db), members(state) == 1);
      if (tail.size() > 0 && StoredAuth.isEnabled(state)) {
        // Whether an entry is allowed is decided when it is carried out, and older versions of etcd
        // decided differently here and there: what was acknowledged must not be refused now.
        throw new UtlException(
            "authentication is on, and the log has "
                + tail.size()
                + " entries that the bbolt file has not: start the etcd once and stop it, so that"
                + " it brings its file up to date");
      }
      err.println(tail.size() + " entries of the log go beyond the bbolt file and are carried out");
      err.flush();
      Founding.Result made = new Founding(plan, err, records).run(state, 0, tail::replay);
      RestoreCommand.report(plan, made, output, spec.commandLine().getOut());
    }
    return 0;
  }

  private static int members(BoltBackend state) {
    int[] count = {0};
    state.scan(Space.MEMBERS, null, null, (key, value) -> ++count[0] > 0);
    return count[0];
  }

  private static long index(BoltBackend state, Path db) throws UtlException {
    byte[] index = state.get(Space.META, "consistent_index".getBytes(StandardCharsets.US_ASCII));
    if (index == null || index.length != Long.BYTES) {
      throw new UtlException(db + " does not say up to which entry of the log it goes");
    }
    return ByteBuffer.wrap(index).getLong();
  }
}
