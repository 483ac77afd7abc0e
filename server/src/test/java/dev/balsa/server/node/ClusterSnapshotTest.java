package dev.balsa.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.watch.WatchMessage;
import dev.balsa.watch.WatchRequest;
import dev.balsa.watch.WatchSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Members that missed more than the log keeps get a copy of the leader's store, in the simulated
 * cluster, where the log is cut every 20 entries.
 */
class ClusterSnapshotTest {

  private static final long SEED = 77;

  private final SimulatedCluster cluster = new SimulatedCluster(SEED, 3);
  private final List<Object> answers = new ArrayList<>();

  /** A member that follows, after the cluster has formed. */
  private int formAndChoose() throws Exception {
    cluster.start();
    cluster.turnUntil(() -> cluster.isUnited() && cluster.isEven(), "all members agree");
    return (cluster.leader() + 1) % 3;
  }

  private Outcome put(int at, String key, String value) throws Exception {
    byte[] body = SimulatedMember.put(key, value).toByteArray();
    cluster.replica(at).propose(CommandKind.PUT, body, answers::add);
    cluster.turnUntil(() -> !answers.isEmpty(), "an answer");
    return (Outcome) answers.remove(0);
  }

  private void putMany(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      cluster.turnUntil(() -> cluster.leader() >= 0, "somebody leads");
      assertInstanceOf(Outcome.Executed.class, put(cluster.leader(), "key-" + i % 7, "v" + i));
    }
  }

  private void isolate(int member) {
    List<Long> others = new ArrayList<>(cluster.ids);
    others.remove(member);
    cluster.network.isolate(cluster.ids.get(member), others);
  }

  private void awaitEven() throws Exception {
    cluster.turnUntil(() -> cluster.isUnited() && cluster.isEven(), "all members agree");
    View leader = cluster.replica(cluster.leader()).view();
    for (int i = 0; i < 3; i++) {
      assertEquals(leader.hashKv(0).hash(), cluster.replica(i).view().hashKv(0).hash());
      assertEquals(leader.stateHash(), cluster.replica(i).view().stateHash());
    }
  }

  @Test
  void aMemberThatWasDownForTooLongGetsACopyAndThenTheLog() throws Exception {
    int lagging = formAndChoose();
    cluster.crash(lagging);
    putMany(100);
    cluster.boot(lagging);
    awaitEven();
    assertTrue(cluster.network.copiesArrived > 0);
    putMany(30);
    awaitEven();
  }

  @Test
  void aMemberThatWasCutOffForTooLongGetsACopyWithoutARestart() throws Exception {
    int lagging = formAndChoose();
    isolate(lagging);
    putMany(100);
    cluster.network.heal();
    awaitEven();
    assertTrue(cluster.network.copiesArrived > 0);
    assertInstanceOf(Outcome.Executed.class, put(lagging, "through", "it"));
    awaitEven();
  }

  @Test
  void aMemberThatGotACopyStartsFromItAgain() throws Exception {
    int lagging = formAndChoose();
    isolate(lagging);
    putMany(100);
    cluster.network.heal();
    awaitEven();
    for (int i = 0; i < 3; i++) {
      cluster.crash(i);
    }
    cluster.start();
    cluster.turnUntil(cluster::isUnited, "all members follow one leader");
    putMany(1);
    awaitEven();
  }

  @Test
  void aTransferThatBreaksStartsAnew() throws Exception {
    int lagging = formAndChoose();
    isolate(lagging);
    putMany(100);
    cluster.network.heal();
    cluster.turnUntil(() -> cluster.network.isCopyUnderWay(), "a copy is under way");
    isolate(lagging);
    cluster.turnUntil(() -> !cluster.network.isCopyUnderWay(), "it breaks");
    assertEquals(0, cluster.network.copiesArrived);
    cluster.network.heal();
    awaitEven();
  }

  @Test
  void leasesOfTheCopyAreKnownToWhoeverLeadsNext() throws Exception {
    int lagging = formAndChoose();
    LeaseGrantRequest early = LeaseGrantRequest.newBuilder().setID(4).setTTL(600).build();
    cluster
        .replica(cluster.leader())
        .propose(CommandKind.LEASE_GRANT, early.toByteArray(), answers::add);
    cluster.turnUntil(() -> !answers.isEmpty(), "an answer");
    answers.clear();
    isolate(lagging);
    putMany(60);
    LeaseGrantRequest late = LeaseGrantRequest.newBuilder().setID(5).setTTL(600).build();
    cluster
        .replica(cluster.leader())
        .propose(CommandKind.LEASE_GRANT, late.toByteArray(), answers::add);
    cluster.turnUntil(() -> !answers.isEmpty(), "an answer");
    answers.clear();
    putMany(60);
    cluster.network.heal();
    awaitEven();
    cluster
        .replica(lagging)
        .leases(
            new LeaseListReply() {
              @Override
              public void leases(long revision, List<Long> ids) {
                answers.addAll(ids);
              }

              @Override
              public void failed(EtcdError error) {
                answers.add(error);
              }
            });
    cluster.turnUntil(() -> answers.size() == 2, "the member lists its leases");
    assertEquals(List.of(4L, 5L), answers);
  }

  /** Keeps what a watcher is told. */
  private static final class Sink implements WatchSink {
    private final List<WatchMessage> messages = new ArrayList<>();

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(WatchMessage message) {
      messages.add(message);
    }

    private List<Long> revisions() {
      List<Long> revisions = new ArrayList<>();
      messages.forEach(m -> m.events().forEach(event -> revisions.add(event.revision())));
      return revisions;
    }
  }

  private Sink watchEverything(int at) {
    Sink sink = new Sink();
    WatchSession session = cluster.replica(at).openWatch(sink, () -> {});
    byte[] all = {0};
    session.create(new WatchRequest(all, all, 0, false, Set.of(), false, 0, false));
    return sink;
  }

  @Test
  void aWatcherOnAMemberThatGetsACopySeesEveryEventOnce() throws Exception {
    int lagging = formAndChoose();
    Sink sink = watchEverything(lagging);
    cluster.turnUntil(() -> !sink.messages.isEmpty(), "the watcher is there");
    long first = cluster.replica(lagging).view().revision() + 1;
    putMany(10);
    isolate(lagging);
    putMany(100);
    cluster.network.heal();
    awaitEven();
    putMany(5);
    awaitEven();
    assertTrue(cluster.network.copiesArrived > 0);
    long last = cluster.replica(lagging).view().revision();
    cluster.turnUntil(() -> sink.revisions().contains(last), "the watcher has caught up");
    List<Long> expected = new ArrayList<>();
    for (long revision = first; revision <= last; revision++) {
      expected.add(revision);
    }
    assertEquals(expected, sink.revisions());
  }

  @Test
  void aWatcherWhoseHistoryWasCompactedMeanwhileIsToldSo() throws Exception {
    int lagging = formAndChoose();
    Sink sink = watchEverything(lagging);
    cluster.turnUntil(() -> !sink.messages.isEmpty(), "the watcher is there");
    isolate(lagging);
    putMany(100);
    dev.balsa.api.CompactionRequest compaction =
        dev.balsa.api.CompactionRequest.newBuilder().setRevision(90).build();
    cluster
        .replica(cluster.leader())
        .propose(CommandKind.COMPACTION, compaction.toByteArray(), answers::add);
    cluster.turnUntil(() -> !answers.isEmpty(), "an answer");
    answers.clear();
    putMany(30);
    cluster.network.heal();
    awaitEven();
    cluster.turnUntil(
        () -> sink.messages.get(sink.messages.size() - 1).canceled(), "the watcher is canceled");
    assertEquals(90, sink.messages.get(sink.messages.size() - 1).compactRevision());
    assertTrue(sink.revisions().isEmpty());
  }

  @Test
  void aWriteThroughAMemberThatJumpsOverItIsAnswered() throws Exception {
    int lagging = formAndChoose();
    // The proposal gets through, and nothing comes back.
    long leaderId = cluster.ids.get(cluster.leader());
    long laggingId = cluster.ids.get(lagging);
    for (long other : cluster.ids) {
      if (other != laggingId) {
        cluster.network.cut(other, laggingId);
      }
    }
    long before = cluster.replica(cluster.leader()).view().revision();
    byte[] body = SimulatedMember.put("lost", "answer").toByteArray();
    List<Outcome> outcome = new ArrayList<>();
    cluster.replica(lagging).propose(CommandKind.PUT, body, outcome::add);
    cluster.turnUntil(
        () -> cluster.replica(cluster.ids.indexOf(leaderId)).view().revision() > before,
        "the write is carried out");
    putMany(60);
    cluster.network.heal();
    awaitEven();
    cluster.turnUntil(() -> !outcome.isEmpty(), "an answer");
    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, outcome.get(0));
    assertEquals(io.grpc.Status.Code.UNAVAILABLE, failed.error().code());
    assertEquals(
        "answer",
        new String(
            cluster
                .replica(lagging)
                .view()
                .range(
                    dev.balsa.mvcc.Op.Range.of(
                        dev.balsa.mvcc.KeyRange.single("lost".getBytes(StandardCharsets.UTF_8)), 0))
                .kvs()
                .get(0)
                .value(),
            StandardCharsets.UTF_8));
  }
}
