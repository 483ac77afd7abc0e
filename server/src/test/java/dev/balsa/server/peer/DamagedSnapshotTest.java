package dev.balsa.server.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import dev.balsa.raft.SnapshotMark;
import dev.balsa.server.env.Agent;
import dev.balsa.server.env.AgentHandle;
import dev.balsa.server.env.Chore;
import dev.balsa.server.env.Clock;
import dev.balsa.server.env.Environment;
import dev.balsa.server.env.SystemEnvironment;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.node.SnapshotReceiver;
import dev.balsa.server.peer.PeerMethods.Pong;
import dev.balsa.wal.disk.Disk;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies of a store that do not come as they were sent, or do not come at all, on a real port. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class DamagedSnapshotTest {

  private static final long A = PeerTransportTest.A;
  private static final long B = PeerTransportTest.B;
  private static final byte[] COPY =
      "all that there is".getBytes(java.nio.charset.StandardCharsets.UTF_8);
  private static final Message ANNOUNCED =
      new Message(
          MessageType.SNAPSHOT,
          A,
          B,
          1,
          0,
          0,
          List.of(),
          0,
          false,
          0,
          0,
          new SnapshotMark(9, 1, Members.ofVoters(A, B)));

  private final Receiving b = new Receiving();
  private final Leaping environment = new Leaping();
  private final PeerTransport to =
      new PeerTransport(
          new Metrics().network,
          environment,
          PeerTiming.of(20_000_000L, 50, 5_000_000_000L),
          () -> {});
  private final CountDownLatch pace = new CountDownLatch(1);
  private PeerPort port;
  private ManagedChannel channel;

  /** A member that keeps the copies that reach it. */
  private static final class Receiving extends PeerTransportTest.Host {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private volatile String aborted;
    private volatile boolean finished;
    private volatile boolean breaks;

    private Receiving() {
      super(B, 1);
    }

    @Override
    public SnapshotReceiver receiveSnapshot(Message message, long sizeBytes) {
      written.reset();
      aborted = null;
      return new SnapshotReceiver() {
        @Override
        public void write(byte[] data) {
          if (breaks) {
            throw new IllegalStateException("broken on purpose");
          }
          written.writeBytes(data);
        }

        @Override
        public void finish() {
          finished = true;
        }

        @Override
        public void abort(String why) {
          aborted = why;
        }
      };
    }
  }

  /** The machine, with a clock that can be set forward. */
  private static final class Leaping implements Environment {
    private final SystemEnvironment machine = new SystemEnvironment("test");
    private final AtomicLong aheadNanos = new AtomicLong();

    @Override
    public Clock clock() {
      return new Clock() {
        @Override
        public long nanoTime() {
          return machine.clock().nanoTime() + aheadNanos.get();
        }

        @Override
        public long wallMillis() {
          return machine.clock().wallMillis();
        }
      };
    }

    @Override
    public RandomGenerator random(String purpose) {
      return machine.random(purpose);
    }

    @Override
    public Disk disk() {
      return machine.disk();
    }

    @Override
    public AgentHandle start(Agent agent) {
      return machine.start(agent);
    }

    @Override
    public boolean execute(Runnable task) {
      return machine.execute(task);
    }

    @Override
    public boolean maintain(Chore kind, Runnable task) {
      return machine.maintain(kind, task);
    }

    @Override
    public void close() {
      machine.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    to.join(b);
    port = PeerPort.open(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), to);
    PeerLoops loops = to.loops();
    channel =
        RemoteMember.channel(
            URI.create("http://127.0.0.1:" + port.addresses().get(0).getPort()),
            loops,
            loops.copies(),
            10_000);
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    port.close();
    to.close();
    environment.close();
  }

  /** Sends parts as they are; completes with the end of the call. */
  private CompletableFuture<Status> send(SnapshotPart... parts) {
    CompletableFuture<Status> end = new CompletableFuture<>();
    ClientCall<SnapshotPart, Pong> call =
        channel.newCall(PeerMethods.SNAPSHOT, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        Greeting.from(new PeerTransportTest.Host(A, 1), B).toMetadata());
    call.request(Integer.MAX_VALUE);
    for (SnapshotPart part : parts) {
      call.sendMessage(part);
    }
    return end;
  }

  private static SnapshotPart last(byte[] copy) {
    CRC32C whole = new CRC32C();
    whole.update(copy);
    return SnapshotPart.last(whole);
  }

  private void assertRefused(String why, SnapshotPart... parts) {
    Status end = send(parts).join();
    assertEquals(Status.Code.ABORTED, end.getCode());
    assertEquals(why, end.getDescription());
    assertEquals(why, b.aborted);
    assertFalse(b.finished);
  }

  @Test
  void whatIsDamagedOnItsWayIsRefusedAndTheNextCopyIsTaken() {
    SnapshotPart first = SnapshotPart.first(ANNOUNCED, COPY.length);
    SnapshotPart good = SnapshotPart.of(COPY);
    assertRefused(
        "a part of a copy was damaged on its way, behind byte 0",
        first,
        new SnapshotPart(null, 0, COPY, good.checksum() + 1, false));
    assertRefused(
        "a copy of 17 bytes is not whole: 0 bytes came", first, last(COPY)); // a part is missing
    byte[] other = COPY.clone();
    other[3]++;
    assertRefused(
        "a copy of 17 bytes is not whole: 17 bytes came",
        first,
        SnapshotPart.of(other),
        last(COPY));
    b.breaks = true;
    assertRefused("broken on purpose", first, good, last(COPY));
    b.breaks = false;
    assertEquals(Status.Code.OK, send(first, good, last(COPY)).join().getCode());
    assertTrue(b.finished);
    assertArrayEquals(COPY, b.written.toByteArray());
  }

  @Test
  void aCopyThatStopsComingIsGivenUp() throws Exception {
    CompletableFuture<Status> end =
        send(SnapshotPart.first(ANNOUNCED, COPY.length), SnapshotPart.of(COPY));
    while (b.written.size() < COPY.length) {
      assertFalse(pace.await(5, TimeUnit.MILLISECONDS));
    }
    environment.aheadNanos.set(31_000_000_000L);
    while (!end.isDone()) {
      to.tick();
      assertFalse(pace.await(5, TimeUnit.MILLISECONDS));
    }
    assertEquals("nothing came for 30 s", end.join().getDescription());
    assertEquals("nothing came for 30 s", b.aborted);
  }
}
