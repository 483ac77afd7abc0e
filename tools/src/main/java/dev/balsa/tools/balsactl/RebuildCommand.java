package dev.balsa.tools.balsactl;

import dev.balsa.api.Member;
import dev.balsa.tools.balsautl.StoppedMember;
import dev.balsa.wal.WalMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command {@code balsactl member rebuild}.
 *
 * <p>A member that has lost something of its log may have voted or acknowledged what it no longer
 * knows. So it never comes back under its id: it is removed, and added again as another member of
 * the same name and addresses, which the others bring up to date. A voter comes back as a voter:
 * the cluster counted it before, and counts no more members after.
 */
@Command(
    name = "rebuild",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Prepares a damaged, stopped member to be rebuilt from the others: removes it from the"
          + " cluster, adds it again, gives its data directory another name (nothing is deleted),"
          + " and prints what it has to be started with. --endpoints are those of the other"
          + " members. Refuses while the member runs, and when too few others are well. If it is"
          + " interrupted, the same command goes on.",
      ""
    })
final class RebuildCommand extends Group {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      required = true,
      description = "The member's data directory.")
  private Path dataDir;

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "Where its log is, if it runs with --wal-dir.")
  private Path walDir;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Which member it is, where the directory is gone or cannot tell.")
  private String name;

  private StoppedMember stopped;
  private ClusterChange cluster;

  @Override
  public Integer call() {
    stopped = StoppedMember.in(dataDir, walDir);
    cluster = new ClusterChange(ctl());
    try {
      stopped.refuseIfRunning();
      RebuildPlan plan = plan();
      cluster.remove(plan.id());
      List<Member> members = cluster.add(plan);
      moveAside(plan);
      RebuildPlan.remove(dataDir);
      terminal().complain("Start it with its other flags as before (addresses, TLS), and with:");
      terminal().println(startWith(plan, members));
      return 0;
    } catch (IOException e) {
      throw new Complaint(Complaint.FAILED, e.getMessage());
    }
  }

  private RebuildPlan plan() throws IOException {
    Optional<RebuildPlan> interrupted = RebuildPlan.load(dataDir);
    if (interrupted.isPresent()) {
      terminal().complain("Going on with the rebuild of " + interrupted.get().name());
      return interrupted.get();
    }
    Member member = cluster.find(stopped.identity(), name);
    cluster.refuseIfAnswering(member);
    cluster.refuseWithoutQuorum(member);
    RebuildPlan plan =
        new RebuildPlan(
            member.getID(),
            member.getName(),
            String.join(",", member.getPeerURLsList()),
            member.getIsLearner());
    plan.save(dataDir);
    return plan;
  }

  /** What an interrupted attempt has moved already, and what has been started since, stays. */
  private void moveAside(RebuildPlan plan) throws IOException {
    Optional<WalMetadata> whose = stopped.identity();
    if (whose.isPresent() && whose.get().nodeId() != plan.id()) {
      return;
    }
    // The log goes last: as long as it is there, it tells whose directory this is.
    List<Path> directories = new ArrayList<>(List.of(dataDir));
    if (walDir != null) {
      directories.add(walDir);
    }
    for (Path directory : directories) {
      StoppedMember.moveAside(directory)
          .ifPresent(aside -> terminal().complain("What was in " + directory + ": " + aside));
    }
  }

  private String startWith(RebuildPlan plan, List<Member> members) {
    List<String> all = new ArrayList<>();
    for (Member each : members) {
      boolean its = String.join(",", each.getPeerURLsList()).equals(plan.peerUrls());
      each.getPeerURLsList()
          .forEach(url -> all.add((its ? plan.name() : each.getName()) + "=" + url));
    }
    return String.join(
        " ",
        "--name " + plan.name(),
        "--data-dir " + dataDir + (walDir == null ? "" : " --wal-dir " + walDir),
        "--initial-advertise-peer-urls " + plan.peerUrls(),
        "--initial-cluster-state existing",
        "--initial-cluster " + String.join(",", all));
  }
}
