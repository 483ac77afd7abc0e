package dev.balsa.tools.balsactl;

import dev.balsa.api.AlarmMember;
import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmResponse;
import dev.balsa.api.MaintenanceGrpc;
import java.util.List;
import picocli.CommandLine.Command;

/** The commands {@code balsactl alarm …}. */
@Command(
    name = "alarm",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {"Alarms: a member whose store is full or damaged.", ""})
final class AlarmCommand extends Group {

  @Command(name = "list", description = "Prints the alarms in force.")
  int list() {
    return print(answer(alarms()));
  }

  private AlarmResponse alarms() {
    return read(
        MaintenanceGrpc.getAlarmMethod(),
        AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.GET).build());
  }

  @Command(name = "disarm", description = "Ends all alarms.")
  int disarm() {
    AlarmResponse.Builder ended = AlarmResponse.newBuilder();
    for (AlarmMember each : alarms().getAlarmsList()) {
      AlarmResponse response =
          write(
              MaintenanceGrpc.getAlarmMethod(),
              AlarmRequest.newBuilder()
                  .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                  .setMemberID(each.getMemberID())
                  .setAlarm(each.getAlarm())
                  .build());
      ended.setHeader(response.getHeader()).addAllAlarms(response.getAlarmsList());
    }
    return print(answer(ended.build()));
  }

  private static Answer answer(AlarmResponse response) {
    List<String> lines =
        response.getAlarmsList().stream()
            .map(
                each ->
                    "memberID:"
                        + Long.toUnsignedString(each.getMemberID())
                        + " alarm:"
                        + each.getAlarm()
                        + " ")
            .toList();
    Fields fields = Fields.of(response.getHeader());
    response
        .getAlarmsList()
        .forEach(
            each ->
                fields
                    .unsigned("MemberID", each.getMemberID())
                    .add("AlarmType", each.getAlarm())
                    .blank());
    return Answer.of(response).simple(() -> lines).fields(fields);
  }
}
