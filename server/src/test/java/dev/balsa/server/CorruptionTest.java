package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.balsa.api.AlarmMember;
import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmType;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.backend.Batch;
import dev.balsa.mvcc.backend.RocksBackend;
import dev.balsa.mvcc.backend.Space;
import dev.balsa.server.apply.Alarm;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.GuardSettings;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A member whose data were changed behind its back. */
class CorruptionTest extends ServerTrio {

  private final CountDownLatch pace = new CountDownLatch(1);
  private Duration checkTime = Duration.ZERO;
  private boolean initialCheck;
  private boolean compactCheck;

  @Override
  void adjust(BalsaConfig.Builder builder) {
    builder
        .set(GuardSettings.CORRUPT_CHECK_TIME, checkTime)
        .set(GuardSettings.COMPACT_HASH_CHECK_TIME, Duration.ofMillis(300))
        .set(
            GuardSettings.FEATURE_GATES,
            "InitialCorruptCheck=" + initialCheck + ",CompactHashCheck=" + compactCheck);
  }

  /** Changes the value of a key in the files of a member that does not run. */
  private void falsify(int member, String key) {
    try (RocksBackend backend =
        RocksBackend.open(directory.resolve("m" + member).resolve("member").resolve("store"))) {
      byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
      Batch batch = new Batch();
      backend.scan(
          Space.KEY,
          new byte[0],
          null,
          (record, value) -> {
            KeyValue kv = KeyValue.parse(value);
            if (java.util.Arrays.equals(kv.key(), wanted)) {
              byte[] other = "falsified".getBytes(StandardCharsets.UTF_8);
              KeyValue changed =
                  KeyValue.of(
                      kv.key(),
                      kv.createRevision(),
                      kv.modRevision(),
                      kv.version(),
                      other,
                      kv.lease());
              batch.put(Space.KEY, record, changed.wire());
            }
            return true;
          });
      assertTrue(!batch.isEmpty(), "the key is not there");
      backend.write(batch);
      backend.flush();
    }
  }

  /** Leads the three to a state in which the member's files have another value. */
  private int corruptOne() throws Exception {
    form();
    put(0, "k", "v");
    for (int i = 0; i < SIZE; i++) {
      assertEquals("v", get(i, "k"));
    }
    int victim = (leader() + 1) % SIZE;
    stop(victim);
    falsify(victim, "k");
    return victim;
  }

  private List<AlarmMember> awaitAlarm() throws InterruptedException {
    while (true) {
      List<AlarmMember> alarms =
          MaintenanceGrpc.newBlockingStub(channels[0])
              .alarm(AlarmRequest.getDefaultInstance())
              .getAlarmsList();
      if (!alarms.isEmpty()) {
        return alarms;
      }
      assertTrue(!pace.await(50, TimeUnit.MILLISECONDS));
    }
  }

  private static Status refused(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(StatusRuntimeException.class, call).getStatus();
  }

  @Test
  void afterACompactionTheLeaderFindsTheMemberThatKeepsSomethingElse() throws Exception {
    compactCheck = true;
    int victim = corruptOne();
    start(victim);
    long revision = put(0, "other", "v");
    KVGrpc.newBlockingStub(channels[0])
        .compact(CompactionRequest.newBuilder().setRevision(revision).build());
    List<AlarmMember> alarms = awaitAlarm();
    assertEquals(1, alarms.size());
    assertEquals(AlarmType.CORRUPT, alarms.get(0).getAlarm());
    assertEquals(servers[victim].replica().memberId(), alarms.get(0).getMemberID());
  }

  private Status putRefused(int i) {
    PutRequest put = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("x")).build();
    return refused(() -> KVGrpc.newBlockingStub(channels[i]).put(put));
  }

  private String page(int i, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + servers[i].clientPort() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private void assertCorruptEverywhere() throws Exception {
    for (int i = 0; i < SIZE; i++) {
      while (servers[i].replica().alarms().isEmpty()) {
        assertTrue(!pace.await(20, TimeUnit.MILLISECONDS));
      }
      assertEquals(Status.Code.DATA_LOSS, putRefused(i).getCode());
      assertEquals("etcdserver: corrupt cluster", putRefused(i).getDescription());
      assertTrue(page(i, "/readyz").contains("[-]data_corruption failed"), page(i, "/readyz"));
    }
  }

  @Test
  void theLeaderFindsTheMemberWhoseDataDifferAndTheAlarmLastsUntilItIsDisarmed() throws Exception {
    checkTime = Duration.ofMillis(300);
    int victim = corruptOne();
    start(victim);
    long victimId = servers[victim].replica().memberId();
    List<AlarmMember> alarms = awaitAlarm();
    assertEquals(1, alarms.size());
    assertEquals(victimId, alarms.get(0).getMemberID());
    assertEquals(AlarmType.CORRUPT, alarms.get(0).getAlarm());
    assertCorruptEverywhere();

    checkTime = Duration.ZERO;
    stop(victim); // first: as a leader it would hold the others for corrupt
    for (int i = 0; i < SIZE; i++) {
      stop(i);
    }
    restartAll();
    assertEquals(List.of(new Alarm(victimId, Alarm.CORRUPT)), servers[victim].replica().alarms());
    assertCorruptEverywhere();

    MaintenanceGrpc.newBlockingStub(channels[0])
        .alarm(
            AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                .setMemberID(victimId)
                .setAlarm(AlarmType.CORRUPT)
                .build());
    put(0, "after", "1");
    assertEquals("ok\n", page(0, "/readyz"));
  }

  @Test
  void membersWithTheSameDataRaiseNoAlarm() throws Exception {
    checkTime = Duration.ofMillis(100);
    form();
    for (int i = 0; i < 300; i++) {
      put(i % SIZE, "k" + i % 10, "v" + i);
    }
    for (int i = 0; i < SIZE; i++) {
      assertEquals(List.of(), servers[i].replica().alarms());
    }
  }

  @Test
  void aMemberThatComparesFirstDoesNotServeOtherDataThanTheRest() throws Exception {
    int victim = corruptOne();
    initialCheck = true;
    Exception e = assertThrows(java.io.UncheckedIOException.class, () -> start(victim));
    assertTrue(e.getMessage().contains("found data inconsistency with peers"), e.getMessage());
    servers[victim] = null;
  }

  @Test
  void aMemberThatComparesFirstServesWhenAllIsWell() throws Exception {
    form();
    put(0, "k", "v");
    stop(1);
    put(0, "k", "w");
    initialCheck = true;
    start(1);
    assertEquals("w", get(1, "k"));
  }
}
