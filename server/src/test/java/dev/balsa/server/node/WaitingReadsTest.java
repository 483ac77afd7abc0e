package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.mvcc.View;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads that wait until their index is applied. */
class WaitingReadsTest {

  private final List<String> told = new ArrayList<>();
  private long nowNanos = -5;
  private long readNanos;
  private final WaitingReads waiting = new WaitingReads(() -> nowNanos);

  private ReadReply read(String name) {
    return new ReadReply() {
      @Override
      public void ready(View view) {
        told.add(name + " runs");
        nowNanos += readNanos;
      }

      @Override
      public void failed(EtcdError error) {
        told.add(name + " " + error);
      }
    };
  }

  private int release(long appliedIndex, int most) {
    return waiting.release(appliedIndex, most, () -> null);
  }

  @Test
  void aReadRunsWhenItsIndexIsApplied() {
    waiting.add(new ReadWait(7, List.of(read("a"))));
    assertEquals(0, release(6, 10));
    assertEquals(1, release(7, 10));
    assertEquals(List.of("a runs"), told);
  }

  @Test
  void aRoundMayTakeSeveralTurns() {
    waiting.add(new ReadWait(7, List.of(read("a"), read("b"), read("c"))));
    assertEquals(2, release(7, 2));
    assertEquals(1, release(7, 2));
    assertEquals(List.of("a runs", "b runs", "c runs"), told);
  }

  @Test
  void readsThatTakeLongEndATurnEarly() {
    readNanos = WaitingReads.MAX_TURN_NANOS - 1;
    waiting.add(new ReadWait(7, List.of(read("a"), read("b"), read("c"))));
    assertEquals(2, release(7, 10));
    readNanos = Long.MAX_VALUE / 2;
    waiting.add(new ReadWait(8, List.of(read("d"))));
    assertEquals(1, release(8, 10), "one at least");
    assertEquals(1, release(8, 10));
    assertEquals(List.of("a runs", "b runs", "c runs", "d runs"), told);
  }

  @Test
  void atTheEndWhoeverHasNotRunIsToldSo() {
    waiting.add(new ReadWait(7, List.of(read("a"), read("b"))));
    waiting.add(new ReadWait(8, List.of(read("c"))));
    assertEquals(1, release(7, 1));
    waiting.close();
    assertEquals(List.of("a runs", "b STOPPED", "c STOPPED"), told);
  }

  @Test
  void aReadThatIsConfirmedWhenTheEndHasBegunIsToldSo() {
    waiting.close();
    waiting.add(new ReadWait(7, List.of(read("a"))));
    assertEquals(List.of("a STOPPED"), told);
  }
}
