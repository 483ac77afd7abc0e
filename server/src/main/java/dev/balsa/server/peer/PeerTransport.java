package dev.balsa.server.peer;

import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.env.Agent;
import dev.balsa.server.env.AgentHandle;
import dev.balsa.server.env.Environment;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.metrics.NetworkMetrics;
import dev.balsa.server.node.HashReply;
import dev.balsa.server.node.LeaseReply;
import dev.balsa.server.node.OutgoingSnapshot;
import dev.balsa.server.node.PeerHost;
import dev.balsa.server.node.PeerLink;
import dev.balsa.server.node.PeerNetwork;
import dev.balsa.server.node.Reply;
import dev.balsa.server.peer.PeerMethods.Pong;
import io.grpc.ServerCall;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The way to the other members over gRPC. Connections open by themselves as members come, and open
 * again, at growing intervals counted in ticks, when they break.
 */
public final class PeerTransport implements PeerNetwork, PeerLink {

  /** Callers whose addresses are remembered although the log does not know them. */
  private static final int MAX_LEARNED = 64;

  private final NetworkMetrics metrics;
  private final Environment environment;
  private final PeerTiming timing;
  private final Runnable whenPeersAppear;
  private final PeerTls tls;

  private Consumer<Consumer<Boolean>> opener = whenDone -> whenDone.accept(true);

  /** Null as long as nothing was sent or listened on. */
  private PeerLoops loops;

  private boolean closed;

  /** Replaced whole; written by the node agent only. */
  private volatile Map<Long, RemoteMember> remotes = Map.of();

  /**
   * Who called and is not known, or not under these addresses: this member's log is behind, and it
   * could not even answer otherwise. At most {@link #MAX_LEARNED}.
   */
  private final ConcurrentSkipListMap<Long, RemoteMember> learned = new ConcurrentSkipListMap<>();

  private volatile PeerHost host;

  private volatile Supplier<String> version = () -> null;

  /** Copies of stores under way, either way. */
  private final Set<SnapshotSending> sendings = ConcurrentHashMap.newKeySet();

  private final Set<SnapshotReceiving> receivings = ConcurrentHashMap.newKeySet();

  /**
   * @param timing how long members wait for each other
   * @param whenPeersAppear run each time the member has others after having had none, which is when
   *     they must be able to reach it; must not block
   */
  public PeerTransport(
      NetworkMetrics metrics,
      Environment environment,
      PeerTiming timing,
      Runnable whenPeersAppear) {
    this(metrics, environment, timing, whenPeersAppear, PeerTls.NONE);
  }

  /**
   * The same with certificates.
   *
   * @param tls how members are sure of each other
   */
  public PeerTransport(
      NetworkMetrics metrics,
      Environment environment,
      PeerTiming timing,
      Runnable whenPeersAppear,
      PeerTls tls) {
    this.metrics = metrics;
    this.environment = environment;
    this.timing = timing;
    this.whenPeersAppear = whenPeersAppear;
    this.tls = tls;
  }

  @Override
  public PeerLink join(PeerHost self) {
    host = self;
    return this;
  }

  /** The member that takes part; null before it does. */
  PeerHost host() {
    return host;
  }

  /** What the peer port says of the versions; null before it is known. */
  String version() {
    return version.get();
  }

  /**
   * What the peer port is to say of the versions.
   *
   * @param json a page of its own; may be asked on any thread
   */
  public void tellsVersion(Supplier<String> json) {
    version = json;
  }

  /** The threads of all connections; a member that stays alone never has them. */
  synchronized PeerLoops loops() {
    if (closed) {
      throw new IllegalStateException("this member's connections are closed");
    }
    if (loops == null) {
      loops = new PeerLoops(tls);
    }
    return loops;
  }

  PeerTls tls() {
    return tls;
  }

  Environment environment() {
    return environment;
  }

  NetworkMetrics metrics() {
    return metrics;
  }

  /**
   * How others are made able to reach this member, where they are not yet. Called once, before the
   * member joins.
   *
   * @param opener gets who is to be told whether it worked; must not block
   */
  public void reachedThrough(Consumer<Consumer<Boolean>> opener) {
    this.opener = opener;
  }

  @Override
  public void makeReachable(Consumer<Boolean> whenDone) {
    opener.accept(whenDone);
  }

  @Override
  public AgentHandle start(Agent consensus) {
    return loops().start(consensus, environment.clock());
  }

  @Override
  public void send(List<Message> messages) {
    for (Message message : messages) {
      RemoteMember remote = remote(message.to());
      if (remote != null) { // else it was removed, or is not known yet: as good as lost
        remote.send(message);
      }
    }
  }

  /** The connection to a member; null if it is unknown. */
  private RemoteMember remote(long memberId) {
    RemoteMember known = remotes.get(memberId);
    if (known != null && known.isConnected()) {
      return known;
    }
    RemoteMember caller = learned.get(memberId);
    return caller != null && (known == null || caller.isConnected()) ? caller : known;
  }

  /** A member has called, and said where it is found. Any thread. */
  void learn(Greeting caller) {
    RemoteMember known = remotes.get(caller.from());
    RemoteMember before = learned.get(caller.from());
    boolean news =
        !caller.urls().isEmpty()
            && (known == null || !known.urls().equals(caller.urls()))
            && (before == null || !before.urls().equals(caller.urls()));
    if (!news || learned.size() >= MAX_LEARNED) {
      return;
    }
    synchronized (this) {
      if (closed) {
        return;
      }
      RemoteMember old =
          learned.put(
              caller.from(),
              new RemoteMember(
                  caller.from(),
                  caller.urls(),
                  host,
                  loops(),
                  metrics,
                  timing,
                  environment.clock()::nanoTime));
      if (old != null) {
        old.close();
      }
    }
  }

  /** The log has caught up with who called, or they are members no longer. */
  private void forgetLearned(Map<Long, RemoteMember> known) {
    for (RemoteMember caller : learned.values()) {
      RemoteMember now = known.get(caller.id());
      boolean same = now != null && now.urls().equals(caller.urls());
      if ((same || host.cluster().removed().contains(caller.id()))
          && learned.remove(caller.id(), caller)) {
        caller.close();
      }
    }
  }

  @Override
  public void sendSnapshot(Message message, OutgoingSnapshot copy) {
    RemoteMember remote = remotes.get(message.to());
    SnapshotSending sending = null;
    synchronized (this) {
      if (remote != null && !closed) {
        sending = remote.prepare(message, copy, environment, sendings::remove);
        sendings.add(sending);
      }
    }
    if (sending == null) { // it was removed, or this member stops
      copy.close();
      host.snapshotEnded(message.to(), false);
    } else {
      remote.start(sending);
    }
  }

  /** Another member begins to send a copy of its store. */
  SnapshotReceiving receive(ServerCall<SnapshotPart, Pong> call, Greeting caller) {
    SnapshotReceiving[] self = new SnapshotReceiving[1];
    SnapshotReceiving receiving =
        new SnapshotReceiving(
            call, caller, host, metrics, environment, () -> receivings.remove(self[0]));
    self[0] = receiving;
    receivings.add(receiving);
    receiving.start();
    return receiving;
  }

  @Override
  public void membersAre(Members members) {
    TreeMap<Long, RemoteMember> next = new TreeMap<>();
    Map<Long, RemoteMember> before = remotes;
    for (MemberInfo member : host.cluster().members()) {
      if (member.id() == host.memberId() || member.peerUrls().isEmpty()) {
        continue;
      }
      RemoteMember known = before.get(member.id());
      next.put(
          member.id(),
          known != null && known.urls().equals(member.peerUrls()) ? known : connect(member));
    }
    remotes = next;
    before.keySet().forEach(id -> countKnown(id, next.containsKey(id)));
    next.keySet().forEach(id -> countKnown(id, true));
    if (before.isEmpty() && !next.isEmpty()) {
      whenPeersAppear.run();
    }
    for (RemoteMember old : before.values()) {
      if (!next.containsValue(old)) {
        old.close();
      }
    }
    forgetLearned(next);
  }

  private void countKnown(long memberId, boolean known) {
    metrics
        .knownPeers
        .labels(Long.toHexString(host.memberId()), Long.toHexString(memberId))
        .set(known ? 1 : 0);
  }

  private RemoteMember connect(MemberInfo member) {
    RemoteMember remote =
        new RemoteMember(
            member.id(),
            member.peerUrls(),
            host,
            loops(),
            metrics,
            timing,
            environment.clock()::nanoTime);
    remote.tick();
    return remote;
  }

  @Override
  public void tick() {
    remotes.values().forEach(RemoteMember::tick);
    learned.values().forEach(RemoteMember::tick);
    long nowNanos = environment.clock().nanoTime();
    sendings.forEach(each -> each.tick(nowNanos));
    receivings.forEach(each -> each.tick(nowNanos));
  }

  @Override
  public boolean isConnected(long memberId) {
    RemoteMember remote = remote(memberId);
    return remote != null && remote.isConnected();
  }

  @Override
  public long connectedTicks(long memberId) {
    RemoteMember remote = remote(memberId);
    return remote == null ? 0 : remote.connectedTicks();
  }

  @Override
  public void promote(long leaderId, long learnerId, Reply reply) {
    RemoteMember leader = remote(leaderId);
    if (leader == null) {
      reply.done(new Outcome.Failed(EtcdError.NO_LEADER));
    } else {
      leader.promote(learnerId, reply);
    }
  }

  @Override
  public void keepAlive(long leaderId, long leaseId, LeaseReply reply) {
    RemoteMember leader = remote(leaderId);
    if (leader == null) {
      reply.failed(EtcdError.NO_LEADER);
    } else {
      leader.keepAlive(leaseId, reply);
    }
  }

  @Override
  public void timeToLive(long leaderId, long leaseId, boolean withKeys, LeaseReply reply) {
    RemoteMember leader = remote(leaderId);
    if (leader == null) {
      reply.failed(EtcdError.NO_LEADER);
    } else {
      leader.timeToLive(leaseId, withKeys, reply);
    }
  }

  @Override
  public void hashKv(long memberId, long revision, HashReply reply) {
    RemoteMember member = remotes.get(memberId);
    if (member == null) {
      reply.failed(EtcdError.MEMBER_NOT_FOUND);
    } else {
      member.hashKv(revision, reply);
    }
  }

  @Override
  public void version(long memberId, Consumer<String> whenKnown) {
    RemoteMember member = remotes.get(memberId);
    if (member == null) {
      whenKnown.accept(null);
    } else {
      member.version(whenKnown);
    }
  }

  @Override
  public void close() {
    remotes.values().forEach(RemoteMember::close);
    remotes.keySet().forEach(id -> countKnown(id, false));
    synchronized (this) {
      closed = true;
      learned.values().forEach(RemoteMember::close);
      sendings.forEach(each -> each.cancel("this member stops"));
      receivings.forEach(each -> each.breakOff("this member stops"));
      if (loops != null) {
        loops.close();
      }
    }
  }
}
