package dev.balsa.server.peer;

import dev.balsa.api.HashKVRequest;
import dev.balsa.api.LeaseKeepAliveRequest;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.api.MemberPromoteRequest;
import dev.balsa.api.StatusRequest;
import dev.balsa.raft.Message;
import dev.balsa.raft.MessageType;
import dev.balsa.server.env.Environment;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.logging.Log;
import dev.balsa.server.metrics.NetworkMetrics;
import dev.balsa.server.node.HashReply;
import dev.balsa.server.node.LeaseReply;
import dev.balsa.server.node.OutgoingSnapshot;
import dev.balsa.server.node.PeerHost;
import dev.balsa.server.node.Reply;
import dev.balsa.server.peer.PeerMethods.Pong;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Another member, as long as it is one and stays at its addresses. Thread-safe. */
final class RemoteMember {

  private static final Log LOG = Log.of(RemoteMember.class);

  /** What the transport does on its own, for what the pings of the streams do not see. */
  private static final long KEEP_ALIVE_SECONDS = 10;

  private static final long KEEP_ALIVE_PATIENCE_SECONDS = 5;
  private static final long HASH_PATIENCE_NANOS = 120_000_000_000L;
  private static final int STREAMS = 2;
  private static final double NANOS_PER_SECOND = 1e9;

  private final long id;
  private final List<String> urls;
  private final PeerHost host;
  private final PeerLoops loops;
  private final NetworkMetrics metrics;
  private final PeerTiming timing;
  private final LongSupplier nanoTime;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final PeerStream urgent;
  private final PeerStream bulk;
  private final Counter.Child sentBytes;
  private final Counter.Child sendFailures;
  private final Histogram.Child roundTrips;
  private final Gauge.Child active;
  private final Counter.Child disconnected;
  private final AtomicInteger connectedStreams = new AtomicInteger();

  // Guarded by this.
  private boolean countedActive;
  private boolean closed;

  /** Written by the node agent, and by whoever notices that a stream is broken. */
  private volatile long connectedTicks;

  /** Copies of the store that were to be sent there; each takes the next address. */
  private final AtomicInteger copies = new AtomicInteger();

  /** What was last said in the log about this member; each thing is said once in a row. */
  private String lastSaid = "";

  /**
   * @param urls where it may be reached; each attempt to connect takes the next
   * @param timing how long to wait for it
   */
  RemoteMember(
      long id,
      List<String> urls,
      PeerHost host,
      PeerLoops loops,
      NetworkMetrics metrics,
      PeerTiming timing,
      LongSupplier nanoTime) {
    this.id = id;
    this.urls = List.copyOf(urls);
    this.host = host;
    this.loops = loops;
    this.metrics = metrics;
    this.timing = timing;
    this.nanoTime = nanoTime;
    String remote = Long.toHexString(id);
    String local = Long.toHexString(host.memberId());
    this.sentBytes = metrics.peerSentBytes.labels(remote);
    this.sendFailures = metrics.peerSentFailures.labels(remote);
    this.roundTrips = metrics.peerRoundTripSeconds.labels(remote);
    this.active = metrics.activePeers.labels(local, remote);
    this.disconnected = metrics.disconnectedPeers.labels(local, remote);
    this.urgent = stream(PeerMethods.MESSAGES, loops, timing.patienceTicks());
    this.bulk = stream(PeerMethods.ENTRIES, loops, timing.bulkPatienceTicks());
  }

  private PeerStream stream(
      MethodDescriptor<Message, Pong> method, PeerLoops loops, int patienceTicks) {
    List<ManagedChannel> each = new ArrayList<>();
    for (String url : urls) {
      if (url.startsWith("http://") || url.startsWith("https://")) {
        each.add(channel(URI.create(url), loops, loops.messages(), timing.connectMillis()));
      } else {
        say("members are reached over http and https only");
      }
    }
    channels.addAll(each);
    return new PeerStream(
        each,
        method,
        () -> Greeting.from(host, id),
        timing.pingTicks(),
        patienceTicks,
        nanoTime,
        new Watcher(method == PeerMethods.MESSAGES));
  }

  static ManagedChannel channel(
      URI url, PeerLoops loops, EventLoopGroup threads, int connectMillis) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget("dns:///" + url.getAuthority())
            .eventLoopGroup(threads)
            .channelType(loops.clientChannel())
            .directExecutor()
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
            .proxyDetector(address -> null)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (!url.getScheme().equals("https")) {
      return builder.usePlaintext().build();
    }
    if (!loops.serverName().isEmpty()) {
      builder.overrideAuthority(loops.serverName());
    }
    return builder.sslContext(loops.outgoing()).build();
  }

  long id() {
    return id;
  }

  /** Where the member was reachable when this was made. */
  List<String> urls() {
    return urls;
  }

  boolean isConnected() {
    return connectedStreams.get() == STREAMS;
  }

  /** For how many ticks it has been connected without a break; 0 if it is not. */
  long connectedTicks() {
    return isConnected() ? Math.max(1, connectedTicks) : 0;
  }

  void tick() {
    if (urgent.tick()) {
      // Both go the same way: what does not come through here does not there.
      urgent.giveUp();
      bulk.giveUp();
    }
    if (bulk.tick()) {
      bulk.giveUp();
    }
    connectedTicks = isConnected() ? connectedTicks + 1 : 0;
  }

  /**
   * Sends a message. What carries entries, and what must not overtake them, goes one way;
   * everything else goes the other.
   */
  void send(Message message) {
    boolean hasEntries =
        switch (message.type()) {
          case APPEND, COMMIT, PROPOSE, PROPOSE_REFUSED -> true;
          default -> false;
        };
    int bytes = MessageCodec.size(message);
    if ((hasEntries ? bulk : urgent).send(message, bytes)) {
      sentBytes.inc(bytes);
    } else {
      dropped(message);
    }
  }

  /** A message has not left, and will not. */
  private void dropped(Message message) {
    sendFailures.inc();
    if (message.type() == MessageType.APPEND || message.type() == MessageType.COMMIT) {
      host.unreachable(id);
    } else if (message.type() == MessageType.PROPOSE) {
      host.undelivered(message);
    }
  }

  /** Gets a copy of this member's store ready to be sent there, over a connection of its own. */
  SnapshotSending prepare(
      Message message,
      OutgoingSnapshot copy,
      Environment environment,
      Consumer<SnapshotSending> whenOver) {
    String url = urls.get(copies.getAndIncrement() % urls.size());
    ManagedChannel own = channel(URI.create(url), loops, loops.copies(), timing.connectMillis());
    return new SnapshotSending(message, copy, host, metrics, environment, own, whenOver);
  }

  /** Begins to send it. */
  void start(SnapshotSending sending) {
    sending.start(Greeting.from(host, id));
  }

  /** Renews a lease there, if that member leads. */
  void keepAlive(long leaseId, LeaseReply reply) {
    call(
        PeerMethods.KEEP_ALIVE,
        LeaseKeepAliveRequest.newBuilder().setID(leaseId).build(),
        new LeaseAnswer<>(reply, LeaseAnswer::ofKeepAlive));
  }

  /** Asks there what is left of a lease, if that member leads. */
  void timeToLive(long leaseId, boolean withKeys, LeaseReply reply) {
    call(
        PeerMethods.TIME_TO_LIVE,
        LeaseTimeToLiveRequest.newBuilder().setID(leaseId).setKeys(withKeys).build(),
        new LeaseAnswer<>(reply, LeaseAnswer::ofTimeToLive));
  }

  /** Asks there for a learner to become a voter, if that member leads. */
  void promote(long learnerId, Reply reply) {
    call(
        PeerMethods.PROMOTE,
        MemberPromoteRequest.newBuilder().setID(learnerId).build(),
        new PromoteAnswer(learnerId, reply));
  }

  /** Asks there for the hash of the key space; that takes as long as reading everything does. */
  void hashKv(long revision, HashReply reply) {
    call(
        PeerMethods.HASH_KV,
        HashKVRequest.newBuilder().setRevision(revision).build(),
        new HashAnswer(reply),
        HASH_PATIENCE_NANOS);
  }

  /** Asks there for the version that it runs. */
  void version(Consumer<String> whenKnown) {
    call(PeerMethods.VERSION, StatusRequest.getDefaultInstance(), new VersionAnswer(whenKnown));
  }

  private <Q, A> void call(
      MethodDescriptor<Q, A> method, Q request, ClientCall.Listener<A> answer) {
    call(method, request, answer, timing.callTimeoutNanos());
  }

  private <Q, A> void call(
      MethodDescriptor<Q, A> method, Q request, ClientCall.Listener<A> answer, long nanos) {
    ManagedChannel channel = urgent.channel();
    if (channel == null) {
      answer.onClose(EtcdError.NO_LEADER.status(), new Metadata());
      return;
    }
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS);
    ClientCall<Q, A> call = channel.newCall(method, options);
    call.start(answer, Greeting.from(host, id).toMetadata());
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
  }

  /** Ends the connections; returns at once. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    countActive();
    urgent.close();
    bulk.close();
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /**
   * Adds this connection to those that are up, or takes it away. It may be one of two to the same
   * member, for a short time: an old one and a new one.
   */
  private synchronized void countActive() {
    boolean up = isConnected() && !closed;
    if (up && !countedActive) {
      active.inc();
    } else if (!up && countedActive) {
      active.dec();
    }
    countedActive = up;
  }

  /** Tells the operator; the same thing only once in a row. */
  private synchronized void say(String what) {
    if (!what.equals(lastSaid)) {
      lastSaid = what;
      LOG.warn(what, "peer-id", Long.toHexString(id), "peer-urls", String.join(",", urls));
    }
  }

  private synchronized void sayConnected() {
    lastSaid = "";
    LOG.info(
        "connected to a member",
        "peer-id",
        Long.toHexString(id),
        "peer-urls",
        String.join(",", urls));
  }

  /** Whether an attempt ended as it does where no process listens: at once, and without a word. */
  private static boolean nobodyListens(Status status) {
    return status.getCode() == Status.Code.UNAVAILABLE && !status.equals(PeerStream.SILENT);
  }

  private final class Watcher implements PeerStream.Listener {
    private final AtomicBoolean up = new AtomicBoolean();

    /** Whether it is this stream that tells of members that are gone. */
    private final boolean tellsGone;

    /** Whether the stream was up and has not been since; nobody has been told that. */
    private volatile boolean missed;

    private Watcher(boolean tellsGone) {
      this.tellsGone = tellsGone;
    }

    @Override
    public void connected() {
      missed = false;
      if (up.compareAndSet(false, true) && connectedStreams.incrementAndGet() == STREAMS) {
        countActive();
        sayConnected();
      }
    }

    @Override
    public void answered(long nanos) {
      roundTrips.observe(nanos / NANOS_PER_SECOND);
    }

    @Override
    public void broken(Status status, Metadata trailers, List<Message> unsent) {
      connectedTicks = 0;
      unsent.forEach(RemoteMember.this::dropped);
      boolean wasUp = up.compareAndSet(true, false);
      if (wasUp && connectedStreams.getAndDecrement() == STREAMS) {
        countActive();
        disconnected.inc();
      }
      host.unreachable(id);
      tellIfGone(wasUp, status);
      if (Greeting.isFarewell(trailers)) {
        host.removed();
      }
      if (status.getCode() == Status.Code.FAILED_PRECONDITION) {
        say("a member refuses this one: " + status.getDescription());
      } else {
        say("cannot reach a member");
        LOG.debug("a stream broke", "peer-id", Long.toHexString(id), "status", status);
      }
    }

    /**
     * One connection may break for many reasons. Where it opens again, nothing is wrong; where the
     * next attempt fails at once, the process has ended. One that was given up for its silence says
     * nothing: on a busy machine everybody is silent for a while.
     */
    private void tellIfGone(boolean wasUp, Status status) {
      if (wasUp) {
        missed = tellsGone && !status.equals(PeerStream.SILENT);
      } else if (missed && nobodyListens(status)) {
        missed = false;
        host.gone(id);
      }
    }
  }
}
