package dev.balsa.server.apply;

import dev.balsa.raft.ConfChange;
import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.server.errors.EtcdError;
import java.io.IOException;
import java.util.List;

/** Carries out configuration entries on the replicated member list. Belongs to the apply thread. */
public final class MembershipApplier {

  /**
   * What became of a configuration entry.
   *
   * @param change what consensus must carry out; about nobody (member 0) if the rules of membership
   *     refused it
   * @param applied the answer for whoever asked
   */
  public record Result(ConfChange change, AppliedEntry applied) {}

  private final ClusterState cluster;

  public MembershipApplier(ClusterState cluster) {
    this.cluster = cluster;
  }

  /**
   * Carries out an entry, or refuses it by the rules of membership.
   *
   * @param alreadyInStore whether the member list has this entry's effect already
   * @throws IOException if the entry holds no change of members that this version knows
   */
  public Result apply(Entry entry, boolean alreadyInStore) throws IOException {
    if (entry.sizeBytes() == 0) {
      return new Result(ConfChange.LEAVE_JOINT, answer(0, new Outcome.Done(0)));
    }
    if (entry.type() != EntryType.CONF_CHANGE) {
      throw new IOException(
          "entry " + entry + " changes several members at once, which no request asks for");
    }
    ConfChangeCodec.Decoded change = ConfChangeCodec.decode(entry.data());
    ConfChange forRaft = ConfChange.of(change.type(), change.memberId());
    if (alreadyInStore) {
      return new Result(forRaft, answer(change.requestId(), new Outcome.Done(0)));
    }
    MemberJson.Context context =
        change.context().length == 0
            ? new MemberJson.Context(
                new MemberInfo(change.memberId(), "", List.of(), List.of(), false), false)
            : MemberJson.decode(change.context());
    EtcdError refused = cluster.check(change, context);
    if (refused != null) {
      ConfChange nobody = ConfChange.of(change.type(), 0);
      return new Result(nobody, answer(change.requestId(), new Outcome.Failed(refused)));
    }
    cluster.apply(change, context);
    Outcome changed = new Outcome.MembersChanged(change.memberId(), cluster.snapshot().members());
    return new Result(forRaft, answer(change.requestId(), changed));
  }

  private static AppliedEntry answer(long requestId, Outcome outcome) {
    return new AppliedEntry(requestId, null, outcome, List.of(), 0);
  }
}
