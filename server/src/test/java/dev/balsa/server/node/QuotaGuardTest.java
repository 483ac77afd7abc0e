package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmType;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.StoreConfig;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.MemoryBackend;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.env.ManualEnvironment;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.wal.disk.MemoryDisk;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may still write when space runs out: the same sums at 50 kB and at 100 GB. */
class QuotaGuardTest {

  private static final long MEMBER_ID = 7;
  private static final long GIB = 1L << 30;
  private static final long LATER_NANOS = 1_000_000_000L;

  private final ManualEnvironment environment = new ManualEnvironment(new MemoryDisk(), 1);
  private final List<byte[]> alarms = new ArrayList<>();
  private final List<Reply> replies = new ArrayList<>();
  private long sizeBytes;

  private final Replica replica =
      (Replica)
          Proxy.newProxyInstance(
              Replica.class.getClassLoader(),
              new Class<?>[] {Replica.class},
              (proxy, method, arguments) -> {
                assertEquals("propose", method.getName());
                alarms.add((byte[]) arguments[1]);
                replies.add((Reply) arguments[3]);
                return null;
              });

  /** A store that says it is as large as the test wants. */
  private Store store() {
    MemoryBackend backend = new MemoryBackend();
    Object large =
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("sizeBytes")) {
                return sizeBytes;
              }
              try {
                return method.invoke(backend, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return Store.open((Backend) large, StoreConfig.DEFAULT);
  }

  private QuotaGuard guard(long quotaBytes) {
    return new QuotaGuard(store(), environment.clock(), MEMBER_ID, quotaBytes);
  }

  private void fillsExactly(long quotaBytes, long part) throws InvalidProtocolBufferException {
    QuotaGuard guard = guard(quotaBytes);
    sizeBytes = quotaBytes - 10 * part;
    for (int i = 1; i < 10; i++) {
      assertTrue(guard.admits(part, replica), "part " + i);
    }
    assertFalse(guard.admits(part, replica), "what would fill it to the last byte");
    assertTrue(guard.admits(part - 1, replica), "what leaves a byte");
    assertFalse(guard.admits(1, replica));
    assertTrue(guard.admits(0, replica), "deletions and compactions cost nothing");
    assertEquals(1, alarms.size(), "one alarm at a time");
    AlarmRequest alarm = AlarmRequest.parseFrom(alarms.get(0));
    assertEquals(AlarmType.NOSPACE, alarm.getAlarm());
    assertEquals(MEMBER_ID, alarm.getMemberID());
  }

  @Test
  void fiftyKilobytesAreFilledToTheByte() throws InvalidProtocolBufferException {
    fillsExactly(50_000, 500);
  }

  @Test
  void aHundredGigabytesAreFilledToTheByte() throws InvalidProtocolBufferException {
    fillsExactly(100 * GIB, 1 << 20);
  }

  @Test
  void whatCameBackIsSeenSoonAndAnAlarmThatFailedIsRaisedAgain() {
    QuotaGuard guard = guard(100 * GIB);
    sizeBytes = 100 * GIB;
    assertFalse(guard.admits(1, replica));
    replies.get(0).done(new Outcome.Failed(EtcdError.TIMEOUT));
    assertFalse(guard.admits(1, replica));
    assertEquals(2, alarms.size());
    sizeBytes = 40 * GIB;
    environment.advance(LATER_NANOS);
    assertTrue(guard.admits(GIB, replica));
  }

  @Test
  void withoutAQuotaEverythingIsAdmitted() {
    sizeBytes = Long.MAX_VALUE;
    assertTrue(guard(0).admits(1, replica));
    assertTrue(guard(-1).admits(1, replica));
  }
}
