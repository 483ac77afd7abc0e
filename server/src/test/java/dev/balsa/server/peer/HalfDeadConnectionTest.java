package dev.balsa.server.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.metrics.Metrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections on which packets vanish without anybody being told. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HalfDeadConnectionTest {

  private static final long A = PeerTransportTest.A;
  private static final long B = PeerTransportTest.B;
  private static final int ELECTION_TICKS = 40;
  private static final long TICK_MILLIS = 25;

  /** What a busy machine may add. */
  private static final int LENIENCE = 4;

  private final PeerTransportTest.Host a = new PeerTransportTest.Host(A, 1);
  private final PeerTransportTest.Host b = new PeerTransportTest.Host(B, 1);
  private final PeerTransport from = transport(a, ELECTION_TICKS);
  private final PeerTransport to = transport(b, ELECTION_TICKS);
  private PeerPort port;
  private BlackHoleProxy wire;
  private final CountDownLatch pace = new CountDownLatch(1);
  private long number;

  private static PeerTransport transport(PeerTransportTest.Host host, int electionTicks) {
    PeerTiming timing = PeerTiming.of(TICK_MILLIS * 1_000_000, electionTicks, 5_000_000_000L);
    PeerTransport transport =
        new PeerTransport(new Metrics().network, new SystemEnvironment("test"), timing, () -> {});
    transport.join(host);
    return transport;
  }

  @BeforeEach
  void connect() throws Exception {
    port = PeerPort.open(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), to);
    wire = new BlackHoleProxy(port.addresses().get(0).getPort());
    String url = "http://127.0.0.1:" + wire.port();
    a.members = List.of(new MemberInfo(B, "b", List.of(url), List.of(), false));
    from.membersAre(Members.ofVoters(A, B));
    while (!from.isConnected(B)) {
      pass();
    }
    a.unreachable.clear();
  }

  @AfterEach
  void close() throws Exception {
    from.close();
    port.close();
    to.close();
    wire.close();
  }

  /** A tick passes. */
  private void pass() throws InterruptedException {
    from.tick();
    assertFalse(pace.await(TICK_MILLIS, TimeUnit.MILLISECONDS));
  }

  private Message message(MessageType type, List<Entry> entries) {
    return new Message(type, A, B, 1, 0, 0, entries, 0, false, 0, ++number, null);
  }

  private int ticksUntilGivenUp() throws InterruptedException {
    int ticks = 0;
    while (a.unreachable.isEmpty()) {
      pass();
      ticks++;
    }
    return ticks;
  }

  @Test
  void aConnectionInWhichPacketsVanishIsGivenUpAfterAnElectionTimeout() throws Exception {
    wire.cut();
    int ticks = ticksUntilGivenUp(); // the last answer may have been under way still
    assertTrue(ticks <= 2 * ELECTION_TICKS, "ticks " + ticks);
    assertFalse(from.isConnected(B));
  }

  @Test
  void aConnectionOnWhichNothingIsSaidStaysOpen() throws Exception {
    for (int i = 0; i < 3 * ELECTION_TICKS; i++) {
      pass();
    }
    assertEquals(0, a.unreachable.size());
    assertTrue(from.isConnected(B));
  }

  @Test
  void afterTheNetworkHasHealedMessagesComeThroughAboutAnElectionTimeoutLater() throws Exception {
    wire.cut();
    ticksUntilGivenUp();
    for (int i = 0; i < 3 * ELECTION_TICKS; i++) { // several attempts in vain
      pass();
    }
    b.received.clear();
    wire.mend();
    int ticks = 0;
    while (b.received.isEmpty() || !from.isConnected(B)) {
      from.send(List.of(message(MessageType.HEARTBEAT, List.of())));
      pass();
      ticks++;
    }
    assertTrue(ticks <= LENIENCE * ELECTION_TICKS, "ticks " + ticks);
  }

  @Test
  void aHandshakeThatTakesSeveralElectionTimeoutsSucceedsInTheEnd() throws Exception {
    int shortTicks = ELECTION_TICKS / 4;
    wire.delayOpening(shortTicks * TICK_MILLIS * 3);
    try (PeerTransport hasty = transport(a, shortTicks)) {
      hasty.membersAre(Members.ofVoters(A, B));
      while (!hasty.isConnected(B)) {
        hasty.tick();
        assertFalse(pace.await(TICK_MILLIS, TimeUnit.MILLISECONDS));
      }
    }
  }

  @Test
  void whatWasCaughtInAnOldConnectionDoesNotComeAfterWhatWasSaidLater() throws Exception {
    wire.cut();
    from.send(List.of(message(MessageType.HEARTBEAT, List.of())));
    ticksUntilGivenUp();
    wire.mend();
    while (!from.isConnected(B)) {
      pass();
    }
    long before = number;
    b.received.clear();
    for (int i = 0; i < 20; i++) {
      from.send(List.of(message(MessageType.HEARTBEAT, List.of())));
      pass();
    }
    for (Message next = b.received.poll(); next != null; next = b.received.poll()) {
      assertTrue(next.context() > before, "message " + next.context() + " after " + before);
      before = next.context();
    }
  }

  @Test
  void proposalsThatFoundNoRoomInADeadConnectionComeBackAndMemoryHasABound() throws Exception {
    wire.cut();
    Entry large = new Entry(0, 0, EntryType.NORMAL, new byte[1 << 20]);
    int sent = 0;
    while (a.undelivered.isEmpty() && sent < 1_000) { // more than the bound in bytes
      from.send(List.of(message(MessageType.PROPOSE, List.of(large))));
      sent++;
    }
    assertTrue(sent < 1_000);
    int refused = a.undelivered.size();
    ticksUntilGivenUp();
    while (a.undelivered.size() == refused) { // what waited in this member comes back, too
      pass();
    }
    assertTrue(a.undelivered.size() <= sent);
  }
}
