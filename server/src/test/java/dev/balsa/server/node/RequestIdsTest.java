package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestIdsTest {

  @Test
  void aRestartWithTheClockSetBackGivesOtherNumbers() throws Exception {
    SimulatedMember machine = new SimulatedMember(42);
    Set<Long> seen = new HashSet<>();
    for (int life = 0; life < 5; life++) {
      machine.start();
      for (int i = 0; i < 1_000; i++) {
        assertTrue(seen.add(machine.member.replica().nextRequestId()), "life " + life);
      }
      machine.stop();
      machine.restartMachine();
      machine.environment = null; // its clock begins anew
    }
  }

  @Test
  void numbersAreDifferentAndCarryTheMembersIdWhereverTheyStart() {
    for (long start : new long[] {0, -1, Long.MAX_VALUE, (1L << 48) - 3}) {
      RequestIds ids = new RequestIds(0x1234, start);
      Set<Long> seen = new HashSet<>();
      for (int i = 0; i < 1_000; i++) {
        long id = ids.next();
        assertTrue(seen.add(id));
        assertEquals(0x1234, id >>> 48);
      }
    }
  }
}
