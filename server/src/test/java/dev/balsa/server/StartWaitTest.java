package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.node.ReplicaStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartWaitTest {

  private static final MemberInfo OTHER =
      new MemberInfo(0xb, "m2", List.of("http://10.0.0.2:2380"), List.of(), false);

  private static ReplicaStatus status(long leaderId) {
    return new ReplicaStatus(2, leaderId, 10, 3, false, false);
  }

  @Test
  void aMemberWithoutAMajorityNamesWhomItCannotReachAndWhere() {
    assertEquals(
        "clients are not served yet: no majority has elected a leader;"
            + " cannot reach m2 at http://10.0.0.2:2380",
        StartWait.reason(status(0), List.of(OTHER)));
  }

  @Test
  void aMemberThatCatchesUpSaysSo() {
    assertEquals(
        "clients are not served yet: the log has to be caught up with; all members can be reached",
        StartWait.reason(status(5), List.of()));
  }
}
