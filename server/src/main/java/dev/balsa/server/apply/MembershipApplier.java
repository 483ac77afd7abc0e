package dev.balsa.server.apply;

import dev.balsa.raft.ConfChange;
import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.raft.Members;
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
   * @param members the configuration that consensus must have then
   * @param applied the answer for whoever asked
   */
  public record Result(ConfChange change, Members members, AppliedEntry applied) {}

  private final ClusterState cluster;

  public MembershipApplier(ClusterState cluster) {
    this.cluster = cluster;
  }

  /**
   * Carries out an entry, or refuses it by the rules of membership. To be called once for an entry:
   * what it was judged by is gone afterwards.
   *
   * @throws IOException if the entry holds no change of members that this version knows
   */
  public Result apply(Entry entry) throws IOException {
    if (entry.type() != EntryType.CONF_CHANGE || entry.sizeBytes() == 0) {
      throw new IOException(
          "entry " + entry + " changes several members at once, which no request asks for");
    }
    ConfChangeCodec.Decoded change = ConfChangeCodec.decode(entry.data());
    ConfChange forRaft = ConfChange.of(change.type(), change.memberId());
    MemberJson.Context context = change.subject();
    EtcdError refused = cluster.check(change, context);
    if (refused != null) {
      ConfChange nobody = ConfChange.of(change.type(), 0);
      return result(nobody, change.requestId(), new Outcome.Failed(refused));
    }
    cluster.apply(change, context);
    Outcome changed = new Outcome.MembersChanged(change.memberId(), cluster.snapshot().members());
    return result(forRaft, change.requestId(), changed);
  }

  private Result result(ConfChange forRaft, long requestId, Outcome outcome) {
    AppliedEntry applied = new AppliedEntry(requestId, null, outcome, List.of(), 0);
    return new Result(forRaft, cluster.configuration(), applied);
  }
}
