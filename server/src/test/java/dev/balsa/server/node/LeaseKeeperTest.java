package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.Lease;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long RETRY = 7 * SECOND;

  private final LeaseKeeper keeper = new LeaseKeeper(RETRY);
  private final List<Long> answers = new ArrayList<>();

  @Test
  void nothingRunsOutOnAMemberThatDoesNotLead() {
    keeper.granted(1, 2, 0);
    assertEquals(List.of(), keeper.expired(1_000 * SECOND));
    assertEquals(Long.MAX_VALUE, keeper.deadlineNanos());
  }

  @Test
  void aLeaseRunsOutAfterItsTimeAndNotBefore() {
    lead();
    keeper.granted(1, 2, 0);
    assertEquals(List.of(), keeper.expired(2 * SECOND - 1));
    assertEquals(List.of(1L), keeper.expired(3 * SECOND));
  }

  @Test
  void aRenewalGivesTheFullTimeAgain() {
    lead();
    keeper.granted(1, 2, 0);
    renew(1, SECOND);
    assertEquals(List.of(2L), answers);
    assertEquals(List.of(), keeper.expired(3 * SECOND - 1));
    assertEquals(List.of(1L), keeper.expired(4 * SECOND));
  }

  @Test
  void aRevocationThatDoesNotArriveIsProposedAgain() {
    lead();
    keeper.granted(1, 2, 0);
    assertEquals(List.of(1L), keeper.expired(3 * SECOND));
    assertEquals(List.of(), keeper.expired(4 * SECOND));
    assertEquals(List.of(1L), keeper.expired(3 * SECOND + RETRY));
  }

  @Test
  void aRenewalThatComesTooLateIsAnsweredWhenTheLeaseIsGone() {
    lead();
    keeper.granted(1, 2, 0);
    renew(1, 2 * SECOND);
    assertEquals(List.of(), answers);
    keeper.revoked(1);
    assertEquals(List.of(0L), answers);
  }

  @Test
  void aRenewalThatComesTooLateIsAnsweredWhenLeadershipIsLost() {
    lead();
    keeper.granted(1, 2, 0);
    renew(1, 2 * SECOND);
    keeper.demote();
    assertEquals(List.of(0L), answers);
  }

  @Test
  void anUnknownLeaseHasNoTime() {
    lead();
    renew(5, 0);
    assertEquals(List.of(0L), answers);
    assertEquals(-1, keeper.remainingSeconds(5, 0));
  }

  @Test
  void aNewLeaderGivesEveryLeaseItsFullTimeAndAGracePeriod() {
    keeper.granted(1, 10, 0);
    keeper.promote(List.of(new Lease(1, 10, 0)), 100 * SECOND, SECOND, 2);
    assertEquals(11, keeper.remainingSeconds(1, 100 * SECOND));
  }

  @Test
  void aNewLeaderContinuesFromACheckpoint() {
    keeper.promote(List.of(new Lease(1, 1_000, 10)), 0, 0, 2);
    assertEquals(10, keeper.remainingSeconds(1, 0));
  }

  @Test
  void oneScanHandsOutABoundedNumber() {
    lead();
    for (int id = 1; id <= LeaseKeeper.MAX_EXPIRED_PER_SCAN + 10; id++) {
      keeper.granted(id, 2, 0);
    }
    assertEquals(LeaseKeeper.MAX_EXPIRED_PER_SCAN, keeper.expired(3 * SECOND).size());
    assertEquals(10, keeper.expired(4 * SECOND).size());
  }

  @Test
  void aNewLeaderSpreadsAStormOfExpiries() {
    List<Lease> leases = new ArrayList<>();
    for (int id = 1; id <= 3 * LeaseKeeper.MAX_EXPIRIES_PER_SECOND; id++) {
      leases.add(new Lease(id, 10, 0));
    }
    keeper.promote(leases, 0, 0, 2);
    long inFirstSecond = 0;
    long last = 0;
    for (int id = 1; id <= leases.size(); id++) {
      long seconds = keeper.remainingSeconds(id, 0);
      assertTrue(seconds >= 10, "no lease may get less than its time");
      inFirstSecond += seconds == 10 ? 1 : 0;
      last = Math.max(last, seconds);
    }
    assertEquals(LeaseKeeper.MAX_EXPIRIES_PER_SECOND, inFirstSecond);
    assertEquals(12, last);
  }

  @Test
  void idsAreListedInTheOrderInWhichTheyRunOut() {
    lead();
    keeper.granted(1, 30, 0);
    keeper.granted(2, 10, 0);
    keeper.granted(3, 20, 0);
    assertEquals(List.of(2L, 3L, 1L), keeper.listing().inOrder());
  }

  private void lead() {
    keeper.promote(List.of(), 0, 0, 2);
  }

  private void renew(long id, long nowNanos) {
    keeper.renew(
        id,
        1,
        nowNanos,
        new LeaseReply() {
          @Override
          public void lease(long revision, long ttl, long granted, List<byte[]> keys) {
            answers.add(ttl);
          }

          @Override
          public void failed(EtcdError error) {
            throw new AssertionError(error);
          }
        });
  }
}
