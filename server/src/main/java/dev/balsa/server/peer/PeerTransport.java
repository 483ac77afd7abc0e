package dev.balsa.server.peer;

import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.metrics.NetworkMetrics;
import dev.balsa.server.node.LeaseReply;
import dev.balsa.server.node.PeerHost;
import dev.balsa.server.node.PeerLink;
import dev.balsa.server.node.PeerNetwork;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The way to the other members over gRPC. Connections open by themselves as members come, and open
 * again, at growing intervals counted in ticks, when they break.
 */
public final class PeerTransport implements PeerNetwork, PeerLink {

  private final NetworkMetrics metrics;
  private final PeerTiming timing;
  private final Runnable whenPeersAppear;

  /** Null as long as nothing was sent or listened on. */
  private PeerLoops loops;

  private boolean closed;

  /** Replaced whole; written by the node agent only. */
  private volatile Map<Long, RemoteMember> remotes = Map.of();

  private volatile PeerHost host;

  /**
   * @param timing how long members wait for each other
   * @param whenPeersAppear run each time the member has others after having had none, which is when
   *     they must be able to reach it; must not block
   */
  public PeerTransport(NetworkMetrics metrics, PeerTiming timing, Runnable whenPeersAppear) {
    this.metrics = metrics;
    this.timing = timing;
    this.whenPeersAppear = whenPeersAppear;
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

  /** The threads of all connections; a member that stays alone never has them. */
  synchronized PeerLoops loops() {
    if (closed) {
      throw new IllegalStateException("this member's connections are closed");
    }
    if (loops == null) {
      loops = new PeerLoops();
    }
    return loops;
  }

  NetworkMetrics metrics() {
    return metrics;
  }

  @Override
  public void send(List<Message> messages) {
    Map<Long, RemoteMember> targets = remotes;
    for (Message message : messages) {
      RemoteMember remote = targets.get(message.to());
      if (remote != null) { // else it was removed, or is not known yet: as good as lost
        remote.send(message);
      }
    }
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
    if (before.isEmpty() && !next.isEmpty()) {
      whenPeersAppear.run();
    }
    for (RemoteMember old : before.values()) {
      if (!next.containsValue(old)) {
        old.close();
      }
    }
  }

  private RemoteMember connect(MemberInfo member) {
    RemoteMember remote =
        new RemoteMember(member.id(), member.peerUrls(), host, loops(), metrics, timing);
    remote.tick();
    return remote;
  }

  @Override
  public void tick() {
    remotes.values().forEach(RemoteMember::tick);
  }

  @Override
  public boolean isConnected(long memberId) {
    RemoteMember remote = remotes.get(memberId);
    return remote != null && remote.isConnected();
  }

  @Override
  public void keepAlive(long leaderId, long leaseId, LeaseReply reply) {
    RemoteMember leader = remotes.get(leaderId);
    if (leader == null) {
      reply.failed(EtcdError.NO_LEADER);
    } else {
      leader.keepAlive(leaseId, reply);
    }
  }

  @Override
  public void timeToLive(long leaderId, long leaseId, boolean withKeys, LeaseReply reply) {
    RemoteMember leader = remotes.get(leaderId);
    if (leader == null) {
      reply.failed(EtcdError.NO_LEADER);
    } else {
      leader.timeToLive(leaseId, withKeys, reply);
    }
  }

  @Override
  public void close() {
    remotes.values().forEach(RemoteMember::close);
    synchronized (this) {
      closed = true;
      if (loops != null) {
        loops.close();
      }
    }
  }
}
