package dev.balsa.server.node;

import dev.balsa.raft.ConfChangeType;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.RaftRole;
import dev.balsa.raft.RaftStatus;
import dev.balsa.server.apply.ClusterState;
import dev.balsa.server.apply.ConfChangeCodec;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.MemberJson;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.env.Environment;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.logging.Log;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Changes of members as clients ask for them: looked at by the member that is asked, then proposed
 * like anything else. What the log decides, it decides when the change is applied, see {@link
 * dev.balsa.server.apply.MembershipApplier}.
 *
 * <p>Thread-safe. A promotion is the leader's to decide, because nobody else knows how far a
 * learner is: others pass it on whole.
 */
final class MembershipRequests {

  /** A member counts as healthy when it has been connected for so long; etcd's number. */
  private static final long HEALTHY_NANOS = 5_000_000_000L;

  /**
   * So many hundredths of the leader's log a learner must have before it may vote; etcd's number.
   */
  private static final long READY_PERCENT = 90;

  private static final long MILLIS_PER_SECOND = 1_000L;
  private static final int NO_LIMIT = -1;
  private static final Log LOG = Log.of(MembershipRequests.class);

  private final long memberId;
  private final MembershipConfig config;
  private final NodeConfig node;
  private final Environment environment;
  private final ClusterState cluster;
  private final Inbox inbox;
  private final PeerLink peers;
  private final RequestIds requestIds;
  private final BiConsumer<Proposal, Reply> submit;

  /**
   * @param submit proposes, and answers when what was proposed is applied
   */
  MembershipRequests(
      LocalReplica.Parts parts, RequestIds requestIds, BiConsumer<Proposal, Reply> submit) {
    this.memberId = parts.memberId();
    this.config = parts.membership();
    this.node = parts.config();
    this.environment = parts.environment();
    this.cluster = parts.cluster();
    this.inbox = parts.inbox();
    this.peers = parts.peers();
    this.requestIds = requestIds;
    this.submit = submit;
  }

  /**
   * Asks for a change.
   *
   * @param leaderId who leads, 0 if nobody is known to
   */
  void change(MemberChange change, long leaderId, Reply reply) {
    if (change instanceof MemberChange.Promote promote) {
      if (leaderId == memberId) {
        promoteHere(promote, reply);
      } else if (leaderId == 0) {
        reply.done(new Outcome.Failed(EtcdError.NO_LEADER));
      } else {
        peers.promote(leaderId, promote.memberId(), reply);
      }
      return;
    }
    EtcdError fault = strictFault(change);
    if (fault == null && change instanceof MemberChange.Add) {
      addWhenReachable(change, reply);
    } else if (fault == null) {
      propose(change, reply);
    } else {
      refuse(change, fault, reply);
    }
  }

  /**
   * A member whom a newcomer cannot reach would lose its quorum to it: a lone one opens its port
   * first, and adds nobody if that is not possible.
   */
  private void addWhenReachable(MemberChange change, Reply reply) {
    peers.makeReachable(
        reachable -> {
          if (reachable) {
            propose(change, reply);
          } else {
            refuse(change, EtcdError.UNHEALTHY, reply);
          }
        });
  }

  /** Makes a voter of a learner, if this member leads; asks nobody else. */
  void promoteHere(MemberChange.Promote promote, Reply reply) {
    inbox.tell(
        new NodeEvent.StatusAsked(
            status -> {
              EtcdError fault = faultOf(promote, status);
              if (fault == null) {
                propose(promote, reply);
              } else {
                refuse(promote, fault, reply);
              }
            }));
  }

  private EtcdError faultOf(MemberChange.Promote promote, RaftStatus status) {
    if (status.role() != RaftRole.LEADER) {
      return EtcdError.NOT_LEADER;
    }
    boolean known = promote.memberId() == memberId;
    for (RaftStatus.Peer peer : status.peers()) {
      if (peer.memberId() == promote.memberId()) {
        known = true;
        if (peer.matchIndex() * 100 < status.persistedIndex() * READY_PERCENT) {
          return EtcdError.LEARNER_NOT_READY;
        }
      }
    }
    return known ? strictFault(promote) : EtcdError.MEMBER_NOT_FOUND;
  }

  private EtcdError strictFault(MemberChange change) {
    if (!config.strict()) {
      return null;
    }
    long healthyTicks = HEALTHY_NANOS / node.tickNanos();
    return new ReconfigurationCheck(
            memberId,
            cluster.snapshot().members(),
            id -> peers.connectedTicks(id) > 0,
            id -> peers.connectedTicks(id) >= healthyTicks)
        .fault(change);
  }

  private static void refuse(MemberChange change, EtcdError fault, Reply reply) {
    LOG.warn("refused a change of members", "change", change, "error", fault.text());
    reply.done(new Outcome.Failed(fault));
  }

  private void propose(MemberChange change, Reply reply) {
    ConfChangeCodec.Decoded entry = entryFor(change);
    byte[] data = ConfChangeCodec.encode(entry);
    if (data.length > node.maxRequestBytes()) {
      reply.done(new Outcome.Failed(EtcdError.REQUEST_TOO_LARGE));
      return;
    }
    submit.accept(new Proposal(entry.requestId(), EntryType.CONF_CHANGE, data), reply);
  }

  private ConfChangeCodec.Decoded entryFor(MemberChange change) {
    if (change instanceof MemberChange.Add add) {
      long seconds = environment.clock().wallMillis() / MILLIS_PER_SECOND;
      long id = MemberIds.memberId(add.peerUrls(), "", seconds);
      MemberInfo member = new MemberInfo(id, "", add.peerUrls(), List.of(), add.learner());
      return add.learner()
          ? entry(ConfChangeType.ADD_LEARNER_NODE, member, false, config.maxLearners())
          : entry(ConfChangeType.ADD_NODE, member, false, NO_LIMIT);
    } else if (change instanceof MemberChange.Update update) {
      List<String> urls = update.peerUrls();
      MemberInfo member = new MemberInfo(update.memberId(), "", urls, List.of(), false);
      return entry(ConfChangeType.UPDATE_NODE, member, false, NO_LIMIT);
    } else if (change instanceof MemberChange.Promote promote) {
      MemberInfo member = new MemberInfo(promote.memberId(), "", List.of(), List.of(), false);
      return entry(ConfChangeType.ADD_NODE, member, true, NO_LIMIT);
    }
    long id = ((MemberChange.Remove) change).memberId();
    return new ConfChangeCodec.Decoded(
        requestIds.next(), ConfChangeType.REMOVE_NODE, id, new byte[0]);
  }

  private ConfChangeCodec.Decoded entry(
      ConfChangeType type, MemberInfo member, boolean promote, int maxLearners) {
    byte[] context = MemberJson.encode(new MemberJson.Context(member, promote, maxLearners));
    return new ConfChangeCodec.Decoded(requestIds.next(), type, member.id(), context);
  }
}
