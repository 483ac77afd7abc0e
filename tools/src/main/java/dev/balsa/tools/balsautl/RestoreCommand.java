package dev.balsa.tools.balsautl;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code balsautl snapshot restore}. */
@Command(
    name = "restore",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Makes a data directory from a snapshot of Balsa or of etcd: every key with its history,"
          + " leases, users and roles, at their old revisions. The members of the old cluster stay"
          + " behind: what starts on the directory is a member of a new cluster.",
      ""
    },
    footer = {
      "",
      "One member:",
      "  balsautl snapshot restore backup.db --data-dir m1.etcd",
      "Three members, each on its machine, all from the same file:",
      "  balsautl snapshot restore backup.db --name m1 --data-dir m1.etcd \\",
      "    --initial-cluster m1=http://a:2380,m2=http://b:2380,m3=http://c:2380 \\",
      "    --initial-advertise-peer-urls http://a:2380",
      "Watchers and caches that outlive the move (such as Kubernetes' informers) must not go on at",
      "revisions that mean something else now: add --bump-revision 1000000000 --mark-compacted.",
    })
final class RestoreCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The snapshot.")
  private Path file;

  @Mixin private ClusterFlags cluster;

  @Option(
      names = "--skip-hash-check",
      description = {
        "Take a file without a checksum, such as one copied from a data directory, or with a wrong"
            + " one."
      })
  private boolean skipHashCheck;

  @Option(
      names = "--bump-revision",
      paramLabel = "N",
      defaultValue = "0",
      description = "Move the current revision ahead by so much.")
  private long bumpBy;

  @Option(
      names = "--mark-compacted",
      description = {
        "Mark the revision after the bump as compacted, so that watchers of older ones are told so;"
            + " goes with --bump-revision only, and it with this."
      })
  private boolean markCompacted;

  @Mixin private OutputFlags output;

  @Override
  public Integer call() throws IOException {
    if (bumpBy < 0 || (bumpBy > 0) != markCompacted) {
      throw new ParameterException(
          spec.commandLine(),
          "--bump-revision (more than 0) and --mark-compacted are given together or not at all");
    }
    ClusterFlags.Plan plan = cluster.plan();
    PrintWriter err = spec.commandLine().getErr();
    try (BackupFile backup = BackupFile.open(file)) {
      if (!skipHashCheck) {
        backup.verifyChecksum(err);
      }
      long records = backup.checkPages(err).getOrDefault("key", 0L);
      BoltBackend state = new BoltBackend(backup.bolt());
      Founding.Result made =
          new Founding(plan, err, records).run(state, bumpBy, Founding.Finish.NOTHING);
      report(plan, made, output, spec.commandLine().getOut());
    }
    return 0;
  }

  static void report(
      ClusterFlags.Plan plan, Founding.Result made, OutputFlags output, PrintWriter out) {
    String member = Long.toHexString(plan.self().id());
    String clusterId = Long.toHexString(plan.clusterId());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("dataDir", plan.dataDir().toString());
    json.put("walDir", plan.walDir().toString());
    json.put("name", plan.name());
    json.put("memberId", member);
    json.put("clusterId", clusterId);
    json.put("revision", made.revision());
    json.put("compactRevision", made.compactRevision());
    json.put("keys", made.keys());
    json.put("leases", made.leases());
    List<String> cells =
        List.of(
            plan.dataDir().toString(),
            plan.name(),
            member,
            clusterId,
            Long.toString(made.revision()),
            Long.toString(made.keys()),
            Long.toString(made.leases()));
    output.print(
        out,
        List.of("DATA DIR", "NAME", "MEMBER ID", "CLUSTER ID", "REVISION", "KEYS", "LEASES"),
        new OutputFlags.Row(json, cells));
  }
}
