package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingTest {

  private final List<Outcome> outcomes = new ArrayList<>();

  @Test
  void aRequestIsAnsweredOnceHoweverOftenItIsCompleted() {
    Pending pending = new Pending(10, 1_000);
    assertTrue(pending.register(1, outcomes::add, 100, 10));
    pending.complete(1, new Outcome.Done(5));
    pending.complete(1, new Outcome.Done(6));
    pending.failAll(EtcdError.STOPPED);
    assertEquals(List.of(new Outcome.Done(5)), outcomes);
  }

  @Test
  void oneMoreThanTheBoundIsRefusedAndLeavesNoTrace() {
    Pending pending = new Pending(1, 1_000);
    assertTrue(pending.register(1, outcomes::add, 100, 10));
    assertFalse(pending.register(2, outcomes::add, 100, 10));
    assertEquals(1, pending.size());
    pending.complete(1, new Outcome.Done(1));
    assertTrue(pending.register(3, outcomes::add, 100, 10));
  }

  @Test
  void moreBytesThanTheBoundAreRefusedAndLeaveNoTrace() {
    Pending pending = new Pending(10, 100);
    assertTrue(pending.register(1, outcomes::add, 100, 60));
    assertFalse(pending.register(2, outcomes::add, 100, 60));
    pending.complete(1, new Outcome.Done(1));
    assertTrue(pending.register(3, outcomes::add, 100, 100));
  }

  @Test
  void whatWaitedTooLongIsGivenUpWithAnUnknownOutcome() {
    Pending pending = new Pending(10, 1_000);
    assertTrue(pending.register(1, outcomes::add, 100, 10));
    assertTrue(pending.register(2, outcomes::add, 200, 10));
    assertEquals(0, pending.expire(100));
    assertEquals(1, pending.expire(101));
    assertEquals(List.of(new Outcome.Failed(EtcdError.TIMEOUT)), outcomes);
    assertNull(pending.take(1));
    assertEquals(1, pending.size());
  }

  @Test
  void whatHasTakenEffectIsNeitherTooLateNorLostWhileItsAnswerIsHeldBack() {
    Pending pending = new Pending(10, 1_000);
    assertTrue(pending.register(1, outcomes::add, 100, 10));
    assertTrue(pending.markProposed(1));
    pending.markSettled(1);
    assertEquals(0, pending.expire(101));
    pending.failBefore(pending.nextEpoch(), EtcdError.LEADER_CHANGED);
    assertEquals(List.of(), outcomes);
    pending.complete(1, new Outcome.Done(5));
    assertEquals(List.of(new Outcome.Done(5)), outcomes);
  }
}
