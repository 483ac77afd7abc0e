package dev.balsa.tools.balsactl;

import dev.balsa.api.DefragmentRequest;
import dev.balsa.api.MaintenanceGrpc;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code balsactl defrag}. */
@Command(
    name = "defrag",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Gives the space of removed data back, on one server after the other. An etcd answers nobody"
          + " while it does; a Balsa goes on.",
      ""
    })
final class DefragCommand extends Group {

  private static final Duration SHORTEST = Duration.ofMinutes(1);

  @Option(names = "--cluster", description = "Every member of the cluster.")
  private boolean cluster;

  @Override
  public Integer call() {
    EachMember members = new EachMember(ctl(), cluster);
    Duration given = ctl().flags().commandTimeout();
    Duration timeout = given.compareTo(SHORTEST) < 0 ? SHORTEST : given;
    Map<String, Boolean> done =
        members.ask(
            "defragment the store",
            asking -> {
              asking.write(
                  MaintenanceGrpc.getDefragmentMethod(),
                  DefragmentRequest.getDefaultInstance(),
                  timeout);
              return true;
            });
    done.keySet()
        .forEach(
            endpoint -> terminal().println("Finished defragmenting etcd member[" + endpoint + "]"));
    return members.exitCode();
  }
}
