package dev.balsa.server.apply;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.balsa.api.AlarmRequest;
import dev.balsa.api.LeaseCheckpoint;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.mvcc.Applied;
import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.MvccException;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.Store;
import dev.balsa.server.auth.AuthSnapshot;
import dev.balsa.server.auth.AuthState;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.auth.RequestRights;
import dev.balsa.server.command.ClusterMemberAttrSetRequest;
import dev.balsa.server.command.InternalRaftRequest;
import dev.balsa.server.errors.EtcdError;
import java.util.List;

/**
 * Executes commands against the store, in log order.
 *
 * <p>The outcome is a function of the log alone: no clock, no chance, nothing that one member has
 * and another has not. Belongs to the apply thread; every call happens inside the store's open
 * batch.
 */
public final class Applier {

  private final Store store;
  private final ClusterState cluster;
  private final AuthState auth;
  private final AuthCommands authCommands;

  public Applier(Store store, ClusterState cluster, AuthState auth) {
    this.store = store;
    this.cluster = cluster;
    this.auth = auth;
    this.authCommands = new AuthCommands(auth, store);
  }

  /**
   * Executes the data of a normal log entry.
   *
   * @param index of the entry; a part of the tokens that log-ins give out
   * @throws IllegalStateException if the data is no command: the log passed its checksums, so some
   *     member wrote what this one cannot read, and going on would make members differ
   */
  public AppliedEntry apply(long index, byte[] data) {
    PlainPut plain = isUnguarded() ? PlainPut.read(data) : null;
    if (plain != null) {
      return put(plain);
    }
    InternalRaftRequest request;
    try {
      request = CommandCodec.decode(data);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a log entry holds no command that this version knows", e);
    }
    try {
      return execute(index, request);
    } catch (MvccException refused) {
      return answer(request, kindOf(request), new Outcome.Failed(errorOf(refused)));
    }
  }

  /** Whether neither permissions nor alarms keep anything from happening. */
  private boolean isUnguarded() {
    return !auth.snapshot().isEnabled() && cluster.snapshot().alarms().isEmpty();
  }

  private AppliedEntry put(PlainPut plain) {
    Outcome outcome;
    List<Event> events = List.of();
    try {
      Applied applied = store.apply(plain.put());
      outcome = new Outcome.Executed(applied.result());
      events = applied.events();
    } catch (MvccException refused) {
      outcome = new Outcome.Failed(errorOf(refused));
    }
    return new AppliedEntry(plain.requestId(), CommandKind.PUT, outcome, events, 0);
  }

  private AppliedEntry execute(long index, InternalRaftRequest r) {
    CommandKind kind = kindOf(r);
    if (kind == null) {
      // Its fields stay untold: a request may hold a password.
      throw new IllegalStateException("a log entry asks for what this version does not know");
    }
    EtcdError barred = barred(kind, r);
    if (barred == null) {
      barred = denied(kind, r);
    }
    if (barred != null) {
      return answer(r, kind, new Outcome.Failed(barred));
    }
    return switch (kind) {
      case RANGE -> executed(r, kind, OpDecoder.range(r.getRange()));
      case PUT -> executed(r, kind, OpDecoder.put(r.getPut()));
      case DELETE_RANGE -> executed(r, kind, OpDecoder.delete(r.getDeleteRange()));
      case TXN -> executed(r, kind, OpDecoder.txn(r.getTxn()));
      case COMPACTION -> compact(r);
      case LEASE_GRANT -> grant(r);
      case LEASE_REVOKE -> revoke(r);
      case LEASE_CHECKPOINT -> checkpoint(r);
      case ALARM -> alarm(r);
      case CLUSTER_MEMBER_ATTR_SET -> setAttributes(r);
      case CLUSTER_VERSION_SET -> setVersion(r);
      case DOWNGRADE_INFO_SET -> setDowngrade(r);
      default -> answer(r, kind, authCommands.execute(index, kind, r));
    };
  }

  /** What the permissions of whoever asked keep from happening. */
  private EtcdError denied(CommandKind kind, InternalRaftRequest r) {
    AuthSnapshot now = auth.snapshot();
    if (!now.isEnabled()) {
      return null;
    }
    Caller caller = CommandCodec.callerOf(r);
    if (AuthCommands.needsRoot(kind)) {
      return now.mayAdminister(caller);
    }
    RequestRights rights = new RequestRights(now, caller, this::keysOf);
    return switch (kind) {
      case RANGE -> rights.range(r.getRange());
      case PUT -> rights.put(r.getPut());
      case DELETE_RANGE -> rights.delete(r.getDeleteRange());
      case TXN -> rights.txn(r.getTxn());
      case LEASE_REVOKE -> rights.lease(r.getLeaseRevoke().getID());
      case LEASE_GRANT -> now.mustBeKnown(caller);
      case COMPACTION -> now.mayAdminister(caller);
      case ALARM ->
          r.getAlarm().getAction() == AlarmRequest.AlarmAction.GET
              ? now.mustBeKnown(caller)
              : now.mayAdminister(caller);
      default -> null; // questions, log-ins, and what only the server itself asks for
    };
  }

  private List<byte[]> keysOf(long leaseId) {
    return store.leases().get(leaseId) == null ? List.of() : store.leases().keysOf(leaseId);
  }

  /** What an alarm keeps from happening: CORRUPT every write, NOSPACE whatever takes space. */
  private EtcdError barred(CommandKind kind, InternalRaftRequest r) {
    ClusterSnapshot facts = cluster.snapshot();
    if (facts.alarms().isEmpty()) {
      return null;
    }
    boolean keySpace =
        switch (kind) {
          case RANGE, PUT, DELETE_RANGE, TXN, LEASE_GRANT, LEASE_REVOKE -> true;
          default -> false;
        };
    if (keySpace && facts.hasAlarm(Alarm.CORRUPT)) {
      return EtcdError.CORRUPT;
    }
    boolean takesSpace =
        switch (kind) {
          case PUT, LEASE_GRANT -> true;
          case TXN -> TxnCost.puts(r.getTxn()) > 0;
          default -> false;
        };
    return takesSpace && facts.hasAlarm(Alarm.NOSPACE) ? EtcdError.NO_SPACE : null;
  }

  private AppliedEntry executed(InternalRaftRequest r, CommandKind kind, Op op) {
    Applied applied = store.apply(op);
    return new AppliedEntry(
        CommandCodec.requestIdOf(r),
        kind,
        new Outcome.Executed(applied.result()),
        applied.events(),
        0);
  }

  private AppliedEntry compact(InternalRaftRequest r) {
    long revision = r.getCompaction().getRevision();
    store.compact(revision);
    Outcome outcome =
        new Outcome.Compacted(revision, r.getCompaction().getPhysical(), store.revision());
    return answer(r, CommandKind.COMPACTION, outcome);
  }

  private AppliedEntry grant(InternalRaftRequest r) {
    LeaseGrantRequest grant = r.getLeaseGrant();
    store.grantLease(grant.getID(), grant.getTTL());
    Outcome outcome = new Outcome.LeaseGranted(grant.getID(), grant.getTTL(), store.revision());
    return new AppliedEntry(
        CommandCodec.requestIdOf(r), CommandKind.LEASE_GRANT, outcome, List.of(), grant.getID());
  }

  private AppliedEntry revoke(InternalRaftRequest r) {
    long id = r.getLeaseRevoke().getID();
    Applied applied = store.revokeLease(id);
    return new AppliedEntry(
        CommandCodec.requestIdOf(r),
        CommandKind.LEASE_REVOKE,
        new Outcome.Done(applied.revision()),
        applied.events(),
        id);
  }

  private AppliedEntry checkpoint(InternalRaftRequest r) {
    for (LeaseCheckpoint point : r.getLeaseCheckpoint().getCheckpointsList()) {
      if (store.leases().get(point.getID()) != null) {
        store.checkpointLease(point.getID(), point.getRemainingTTL());
      }
    }
    return done(r, CommandKind.LEASE_CHECKPOINT);
  }

  private AppliedEntry alarm(InternalRaftRequest r) {
    List<Alarm> alarms = cluster.alarm(r.getAlarm());
    return answer(r, CommandKind.ALARM, new Outcome.Alarms(alarms, store.revision()));
  }

  private AppliedEntry setAttributes(InternalRaftRequest r) {
    ClusterMemberAttrSetRequest set = r.getClusterMemberAttrSet();
    cluster.setAttributes(
        set.getMemberID(),
        set.getMemberAttributes().getName(),
        set.getMemberAttributes().getClientUrlsList());
    return done(r, CommandKind.CLUSTER_MEMBER_ATTR_SET);
  }

  private AppliedEntry setVersion(InternalRaftRequest r) {
    cluster.setVersion(r.getClusterVersionSet().getVer());
    return done(r, CommandKind.CLUSTER_VERSION_SET);
  }

  private AppliedEntry setDowngrade(InternalRaftRequest r) {
    boolean enabled = r.getDowngradeInfoSet().getEnabled();
    cluster.setDowngrade(
        enabled ? new Downgrade(true, r.getDowngradeInfoSet().getVer()) : Downgrade.NONE);
    return done(r, CommandKind.DOWNGRADE_INFO_SET);
  }

  private AppliedEntry done(InternalRaftRequest r, CommandKind kind) {
    return answer(r, kind, new Outcome.Done(store.revision()));
  }

  private static AppliedEntry answer(InternalRaftRequest r, CommandKind kind, Outcome outcome) {
    return new AppliedEntry(CommandCodec.requestIdOf(r), kind, outcome, List.of(), 0);
  }

  private static EtcdError errorOf(MvccException refused) {
    return switch (refused.kind()) {
      case COMPACTED -> EtcdError.COMPACTED;
      case FUTURE_REVISION -> EtcdError.FUTURE_REV;
      case KEY_NOT_FOUND -> EtcdError.KEY_NOT_FOUND;
      case LEASE_NOT_FOUND -> EtcdError.LEASE_NOT_FOUND;
      case LEASE_EXISTS -> EtcdError.LEASE_EXIST;
      default -> throw refused; // damage: the member must stop, not answer
    };
  }

  /**
   * The kind of the one request that an entry holds, or null if it holds none that this version
   * knows.
   */
  static CommandKind kindOf(InternalRaftRequest r) {
    if (r.hasPut()) {
      return CommandKind.PUT;
    }
    if (r.hasTxn()) {
      return CommandKind.TXN;
    }
    if (r.hasDeleteRange()) {
      return CommandKind.DELETE_RANGE;
    }
    if (r.hasLeaseGrant()) {
      return CommandKind.LEASE_GRANT;
    }
    if (r.hasLeaseRevoke()) {
      return CommandKind.LEASE_REVOKE;
    }
    return rareKindOf(r);
  }

  private static CommandKind rareKindOf(InternalRaftRequest r) {
    if (r.hasRange()) {
      return CommandKind.RANGE;
    }
    if (r.hasCompaction()) {
      return CommandKind.COMPACTION;
    }
    if (r.hasAlarm()) {
      return CommandKind.ALARM;
    }
    if (r.hasLeaseCheckpoint()) {
      return CommandKind.LEASE_CHECKPOINT;
    }
    if (r.hasClusterMemberAttrSet()) {
      return CommandKind.CLUSTER_MEMBER_ATTR_SET;
    }
    if (r.hasClusterVersionSet()) {
      return CommandKind.CLUSTER_VERSION_SET;
    }
    return r.hasDowngradeInfoSet() ? CommandKind.DOWNGRADE_INFO_SET : AuthCommands.kindOf(r);
  }
}
