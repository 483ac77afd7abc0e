package dev.balsa.tools.balsactl;

import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.MoveLeaderRequest;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.StatusResponse;
import dev.balsa.tools.balsactl.EachMember.Asking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code balsactl move-leader}. */
@Command(
    name = "move-leader",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Hands leadership over to another member. The leader must be an endpoint.", ""})
final class MoveLeaderCommand extends Group {

  @Parameters(paramLabel = "ID", description = "The member that shall lead, in hexadecimal.")
  private List<String> arguments;

  @Override
  public Integer call() {
    exactly(1, arguments, "move-leader command needs 1 argument");
    long target = hexId(arguments.get(0), "member ID arg");
    List<Long> from = new ArrayList<>();
    new EachMember(ctl(), false).visit(asking -> handOver(asking, target, from));
    if (from.isEmpty()) {
      throw new Complaint(
          Complaint.FAILED, "no leader endpoint given at " + ctl().flags().endpoints());
    }
    terminal()
        .println(
            "Leadership transferred from "
                + Long.toHexString(from.get(0))
                + " to "
                + Long.toHexString(target));
    return 0;
  }

  private void handOver(Asking asking, long target, List<Long> from) {
    Duration timeout = ctl().flags().commandTimeout();
    StatusResponse status =
        asking.read(MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance(), timeout);
    long id = status.getHeader().getMemberId();
    if (from.isEmpty() && status.getLeader() == id) {
      asking.write(
          MaintenanceGrpc.getMoveLeaderMethod(),
          MoveLeaderRequest.newBuilder().setTargetID(target).build(),
          timeout);
      from.add(id);
    }
  }
}
