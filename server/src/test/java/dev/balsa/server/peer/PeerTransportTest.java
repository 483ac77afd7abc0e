package dev.balsa.server.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.mvcc.HashKv;
import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import dev.balsa.server.apply.ClusterSnapshot;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.env.Environment;
import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.node.HashReply;
import dev.balsa.server.node.LeaseReply;
import dev.balsa.server.node.PeerHost;
import dev.balsa.server.node.Reply;
import dev.balsa.server.node.SnapshotReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class PeerTransportTest {

  private static final long CLUSTER = 0xc1;
  private static final PeerTiming TIMING = PeerTiming.of(20_000_000L, 50, 5_000_000_000L);
  static final long A = 0xa;
  static final long B = 0xb;

  private final List<AutoCloseable> open = new ArrayList<>();

  /** A member that only keeps what reaches it. */
  static class Host implements PeerHost {
    private final long id;
    private final long cluster;
    final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    final BlockingQueue<Long> unreachable = new LinkedBlockingQueue<>();
    final BlockingQueue<Long> gone = new LinkedBlockingQueue<>();
    final BlockingQueue<Message> undelivered = new LinkedBlockingQueue<>();
    volatile List<MemberInfo> members = List.of();
    volatile boolean removed;

    Host(long id, long cluster) {
      this.id = id;
      this.cluster = cluster;
    }

    @Override
    public long memberId() {
      return id;
    }

    @Override
    public long clusterId() {
      return cluster;
    }

    @Override
    public ClusterSnapshot cluster() {
      return new ClusterSnapshot(members, List.of(), List.of(), null);
    }

    @Override
    public boolean receive(Message message) {
      return received.add(message);
    }

    @Override
    public void unreachable(long memberId) {
      unreachable.add(memberId);
    }

    @Override
    public void gone(long memberId) {
      gone.add(memberId);
    }

    @Override
    public void undelivered(Message message) {
      undelivered.add(message);
    }

    @Override
    public SnapshotReceiver receiveSnapshot(Message message, long sizeBytes) throws IOException {
      throw new IOException("nothing was to be sent");
    }

    @Override
    public void hashKv(long revision, HashReply reply) {
      if (revision > 100) {
        reply.failed(EtcdError.FUTURE_REV);
      } else {
        reply.hash(new HashKv(-7, -1, revision, 100));
      }
    }

    @Override
    public void snapshotEnded(long memberId, boolean ok) {
      assertFalse(ok);
    }

    @Override
    public void removed() {
      removed = true;
    }

    @Override
    public void promote(long learnerId, Reply reply) {
      reply.done(new Outcome.MembersChanged(learnerId, cluster().members()));
    }

    @Override
    public void keepAlive(long leaseId, LeaseReply reply) {
      reply.lease(5, 60, 60, List.of());
    }

    @Override
    public void timeToLive(long leaseId, boolean withKeys, LeaseReply reply) {
      reply.failed(EtcdError.NO_LEADER);
    }
  }

  private PeerTransport join(Host host) {
    Environment environment = new SystemEnvironment("test");
    open.add(environment);
    PeerTransport transport =
        new PeerTransport(new Metrics().network, environment, TIMING, () -> {});
    transport.join(host);
    open.add(0, transport);
    return transport;
  }

  private PeerPort listen(PeerTransport transport, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    PeerPort opened = PeerPort.open(List.of(address), transport);
    open.add(0, opened);
    return opened;
  }

  private static void introduce(Host host, PeerTransport transport, PeerPort port) {
    introduce(host, transport, port.addresses().get(0).getPort());
  }

  private static void introduce(Host host, PeerTransport transport, int port) {
    String url = "http://127.0.0.1:" + port;
    host.members = List.of(new MemberInfo(B, "b", List.of(url), List.of(), false));
    transport.membersAre(Members.ofVoters(A, B));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private static Message message(MessageType type, long number, List<Entry> entries) {
    return new Message(type, A, B, 1, 0, 0, entries, 0, false, 0, number, null);
  }

  private static Message heartbeat(long number) {
    return message(MessageType.HEARTBEAT, number, List.of());
  }

  /** Sends until something arrives, as consensus does. */
  private static Message knock(PeerTransport from, Host to) throws InterruptedException {
    Message arrived = null;
    while (arrived == null) {
      from.tick();
      from.send(List.of(heartbeat(0)));
      arrived = to.received.poll(20, TimeUnit.MILLISECONDS);
    }
    return arrived;
  }

  @Test
  void whatIsSentArrivesInOrderOnEachOfTheTwoWays() throws Exception {
    Host a = new Host(A, CLUSTER);
    Host b = new Host(B, CLUSTER);
    PeerTransport from = join(a);
    introduce(a, from, listen(join(b), 0));
    knock(from, b);
    while (!from.isConnected(B)) {
      from.tick();
      assertEquals(MessageType.HEARTBEAT, knock(from, b).type());
    }
    List<Message> appends = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      Entry entry = new Entry(1, i, EntryType.NORMAL, new byte[100_000 * (i % 4)]);
      appends.add(message(MessageType.APPEND, i, List.of(entry)));
    }
    from.send(appends);
    List<Message> arrived = new ArrayList<>();
    while (arrived.size() < appends.size()) {
      Message next = b.received.take();
      if (next.type() == MessageType.APPEND) {
        arrived.add(next);
      }
    }
    assertEquals(appends, arrived);
  }

  @Test
  void aStrangerIsRefusedBeforeItsFirstMessage() throws Exception {
    Host a = new Host(A, CLUSTER + 1);
    Host b = new Host(B, CLUSTER);
    PeerTransport from = join(a);
    introduce(a, from, listen(join(b), 0));
    assertEquals(B, a.unreachable.take());
    for (int i = 0; i < 20; i++) {
      from.tick();
      from.send(List.of(heartbeat(i)));
    }
    assertEquals(B, a.unreachable.take());
    assertTrue(b.received.isEmpty());
    assertFalse(from.isConnected(B));
  }

  @Test
  void aBrokenConnectionIsToldAndOpensAgain() throws Exception {
    Host a = new Host(A, CLUSTER);
    Host b = new Host(B, CLUSTER);
    PeerTransport from = join(a);
    PeerTransport to = join(b);
    PeerPort port = listen(to, 0);
    introduce(a, from, port);
    knock(from, b);
    port.close();
    assertEquals(B, a.unreachable.take());
    b.received.clear();
    listen(to, portOf(a));
    assertEquals(MessageType.HEARTBEAT, knock(from, b).type());
  }

  @Test
  void whereNobodyListensAnyMoreAfterABreakIsToldOnce() throws Exception {
    Host a = new Host(A, CLUSTER);
    Host b = new Host(B, CLUSTER);
    PeerTransport from = join(a);
    PeerPort port = listen(join(b), 0);
    introduce(a, from, port);
    while (!from.isConnected(B)) {
      knock(from, b);
    }
    a.unreachable.clear();
    port.close();
    assertEquals(B, a.unreachable.take()); // both streams, and before any tick: not by silence
    assertEquals(B, a.unreachable.take());
    assertEquals(B, tickUntilToldGone(from, a));
    for (int attempts = 0; attempts < 4; attempts++) {
      a.unreachable.clear();
      while (a.unreachable.poll(20, TimeUnit.MILLISECONDS) == null) {
        from.tick();
      }
    }
    assertTrue(a.gone.isEmpty());
  }

  private static long tickUntilToldGone(PeerTransport from, Host to) throws InterruptedException {
    Long gone = null;
    while (gone == null) {
      from.tick();
      gone = to.gone.poll(20, TimeUnit.MILLISECONDS);
    }
    return gone;
  }

  @Test
  void whoWasNeverThereOrIsThereAgainAtOnceIsNotToldToBeGone() throws Exception {
    Host a = new Host(A, CLUSTER);
    Host b = new Host(B, CLUSTER);
    PeerTransport from = join(a);
    PeerTransport to = join(b);
    PeerPort port = listen(to, 0);
    int nobodyListensAt = port.addresses().get(0).getPort();
    port.close(); // before the first connection, which is opened with the introduction
    introduce(a, from, nobodyListensAt);
    for (int attempts = 0; attempts < 4; attempts++) {
      a.unreachable.clear();
      while (a.unreachable.poll(20, TimeUnit.MILLISECONDS) == null) {
        from.tick();
      }
    }
    assertTrue(a.gone.isEmpty());
    PeerPort second = listen(to, portOf(a));
    while (!from.isConnected(B)) {
      knock(from, b);
    }
    second.close();
    listen(to, portOf(a)); // nobody has asked meanwhile: the time of attempts is counted in ticks
    b.received.clear();
    knock(from, b);
    assertTrue(a.gone.isEmpty());
  }

  @Test
  void aMemberThatMovesIsFollowedToItsNewAddress() throws Exception {
    Host a = new Host(A, CLUSTER);
    Host b = new Host(B, CLUSTER);
    PeerTransport from = join(a);
    PeerTransport to = join(b);
    PeerPort old = listen(to, 0);
    introduce(a, from, old);
    knock(from, b);
    PeerPort moved = listen(to, 0);
    introduce(a, from, moved);
    old.close();
    b.received.clear();
    assertEquals(MessageType.HEARTBEAT, knock(from, b).type());
    assertEquals(moved.addresses().get(0).getPort(), portOf(a));
    awaitConnected(from, b);
    assertEquals(1, known(from));
    assertEquals(1, active(from));
    a.members = List.of();
    from.membersAre(Members.ofVoters(A));
    assertEquals(0, known(from));
    assertEquals(0, active(from));
  }

  private static void awaitConnected(PeerTransport from, Host to) throws InterruptedException {
    while (!from.isConnected(B) || active(from) == 0) {
      knock(from, to);
    }
  }

  private static double known(PeerTransport at) {
    return at.metrics().knownPeers.labels("a", "b").get();
  }

  private static double active(PeerTransport at) {
    return at.metrics().activePeers.labels("a", "b").get();
  }

  @Test
  void aMemberWhoseCallCameBeforeTheNewsOfItIsCountedOnce() throws Exception {
    Host a = new Host(A, CLUSTER);
    Host b = new Host(B, CLUSTER);
    PeerTransport from = join(a);
    PeerPort port = listen(join(b), 0);
    String url = "http://127.0.0.1:" + port.addresses().get(0).getPort();
    from.learn(new Greeting(Greeting.PROTOCOL, CLUSTER, B, A, List.of(url)));
    awaitConnected(from, b);
    assertEquals(0, known(from));
    assertEquals(1, active(from));
    introduce(a, from, port);
    assertEquals(1, known(from));
    awaitConnected(from, b);
    assertEquals(1, active(from));
  }

  @Test
  void aPromotionWhoseAnswerIsLostMayHaveBeenCarriedOut() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    Host leader =
        new Host(B, CLUSTER) {
          @Override
          public void promote(long learnerId, Reply reply) {
            asked.countDown(); // and nobody is ever told what became of it
          }
        };
    Host a = new Host(A, CLUSTER);
    PeerTransport from = join(a);
    PeerPort port = listen(join(leader), 0);
    BlackHoleProxy wire = new BlackHoleProxy(port.addresses().get(0).getPort());
    open.add(0, wire);
    introduce(a, from, wire.port());
    BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    from.promote(B, 7, outcomes::add);
    asked.await();
    wire.close();
    assertEquals(new Outcome.Failed(EtcdError.TIMEOUT), outcomes.take());
  }

  @Test
  void aPromotionThatCannotBeAskedForIsRefused() throws Exception {
    Host a = new Host(A, CLUSTER);
    PeerTransport from = join(a);
    BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    from.promote(B, 7, outcomes::add);
    assertEquals(new Outcome.Failed(EtcdError.NO_LEADER), outcomes.take());
    a.members = List.of(new MemberInfo(B, "b", List.of("unix://b"), List.of(), false));
    from.membersAre(Members.ofVoters(A, B));
    from.promote(B, 7, outcomes::add);
    assertEquals(new Outcome.Failed(EtcdError.NO_LEADER), outcomes.take());
  }

  private static int portOf(Host a) {
    return java.net.URI.create(a.members.get(0).peerUrls().get(0)).getPort();
  }

  @Test
  void leaseQuestionsAreAnsweredOrRefusedInTheLeadersWords() throws Exception {
    Host a = new Host(A, CLUSTER);
    PeerTransport from = join(a);
    introduce(a, from, listen(join(new Host(B, CLUSTER)), 0));
    BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    LeaseReply reply =
        new LeaseReply() {
          @Override
          public void lease(long revision, long ttl, long granted, List<byte[]> keys) {
            answers.add(revision + "/" + ttl);
          }

          @Override
          public void failed(EtcdError error) {
            answers.add(error);
          }
        };
    from.keepAlive(B, 7, reply);
    assertEquals("5/60", answers.take());
    from.timeToLive(B, 7, true, reply);
    assertEquals(EtcdError.NO_LEADER, answers.take());
    from.keepAlive(0xdead, 7, reply);
    assertEquals(EtcdError.NO_LEADER, answers.take());
  }

  @Test
  void aMemberAnswersWithItsHashOrSaysWhyItHasNone() throws Exception {
    Host a = new Host(A, CLUSTER);
    PeerTransport from = join(a);
    introduce(a, from, listen(join(new Host(B, CLUSTER)), 0));
    BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    HashReply reply =
        new HashReply() {
          @Override
          public void hash(HashKv hash) {
            answers.add(hash);
          }

          @Override
          public void failed(EtcdError error) {
            answers.add(error);
          }
        };
    from.hashKv(B, 42, reply);
    assertEquals(new HashKv(-7, -1, 42, 100), answers.take());
    from.hashKv(B, 101, reply);
    assertEquals(EtcdError.FUTURE_REV, answers.take());
    from.hashKv(B + 1, 1, reply);
    assertEquals(EtcdError.MEMBER_NOT_FOUND, answers.take());
  }

  @Test
  void anAddressThatDoesNotAnswerIsFollowedByTheNext() throws Exception {
    Host a = new Host(A, CLUSTER);
    Host b = new Host(B, CLUSTER);
    PeerTransport fromA = join(a);
    PeerPort port = listen(join(b), 0);
    String good = "http://127.0.0.1:" + port.addresses().get(0).getPort();
    List<String> urls = List.of("http://127.0.0.1:1", good);
    a.members = List.of(new MemberInfo(B, "b", urls, List.of(), false));
    fromA.membersAre(Members.ofVoters(A, B));
    assertEquals(MessageType.HEARTBEAT, knock(fromA, b).type());
  }

  @Test
  void whoIsCalledByAStrangerOfItsClusterCanAnswer() throws Exception {
    Host a = new Host(A, CLUSTER);
    Host b = new Host(B, CLUSTER);
    PeerTransport fromA = join(a);
    PeerTransport fromB = join(b);
    PeerPort portOfA = listen(fromA, 0);
    PeerPort portOfB = listen(fromB, 0);
    String urlOfA = "http://127.0.0.1:" + portOfA.addresses().get(0).getPort();
    String urlOfB = "http://127.0.0.1:" + portOfB.addresses().get(0).getPort();
    a.members =
        List.of(
            new MemberInfo(A, "a", List.of(urlOfA), List.of(), false),
            new MemberInfo(B, "b", List.of(urlOfB), List.of(), false));
    fromA.membersAre(Members.ofVoters(A, B));
    knock(fromA, b); // b has an empty log and knows nobody
    Message answer =
        new Message(MessageType.HEARTBEAT_REPLY, B, A, 1, 0, 0, List.of(), 0, false, 0, 9, null);
    Message arrived = null;
    while (arrived == null) {
      fromB.tick();
      fromB.send(List.of(answer));
      arrived = a.received.poll(20, TimeUnit.MILLISECONDS);
    }
    assertEquals(9, arrived.context());
  }
}
