package dev.balsa.server.apply;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.balsa.api.AlarmMember;
import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmType;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Space;
import dev.balsa.raft.ConfChangeType;
import dev.balsa.raft.Members;
import dev.balsa.server.errors.EtcdError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The replicated facts about the cluster itself: members, alarms, version.
 *
 * <p>Belongs to the apply thread; {@link #snapshot()} may be read from any thread. Every change is
 * written in the store's open batch, and so becomes durable together with the applied index it
 * belongs to.
 *
 * <p>[INVARIANT] The members here are the configuration of consensus, at every applied index. It is
 * this list that decides: consensus starts from it, follows it with every entry that is applied (an
 * entry that was refused here is about nobody there), and goes on from the list in a received copy.
 * No configuration is ever worked out from the entries of the log a second time, because the log
 * does not say which of them were refused. The node agent compares after every change.
 */
public final class ClusterState {

  private static final byte[] CLUSTER_VERSION = "clusterVersion".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DOWNGRADE = "downgrade".getBytes(StandardCharsets.UTF_8);
  private static final byte[] REMOVED = "removed".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NOTHING = {};

  private final Store store;
  private final Roster roster = new Roster();
  private final TreeSet<Alarm> alarms =
      new TreeSet<>(
          Comparator.comparing(Alarm::memberId, Long::compareUnsigned)
              .thenComparingInt(Alarm::type));
  private String version;
  private Downgrade downgrade = Downgrade.NONE;

  private volatile ClusterSnapshot snapshot;

  private ClusterState(Store store) {
    this.store = store;
  }

  /**
   * Reads the facts from a store.
   *
   * @throws IllegalArgumentException if a record is not what this class writes
   */
  public static ClusterState load(Store store) {
    ClusterState state = new ClusterState(store);
    state.reload();
    return state;
  }

  /**
   * Reads the facts again, because the store was replaced by a copy of another member's. Apply
   * thread.
   *
   * @throws IllegalArgumentException if a record is not what this class writes
   */
  public void reload() {
    roster.clear();
    alarms.clear();
    store.scanAux(
        Space.MEMBERS,
        (key, value) -> {
          roster.put(MemberJson.decode(value).member());
          return true;
        });
    store.scanAux(
        Space.MEMBERS_REMOVED,
        (key, value) -> {
          roster.putRemoved(parseId(key));
          return true;
        });
    store.scanAux(
        Space.ALARM,
        (key, value) -> {
          alarms.add(parseAlarm(key));
          return true;
        });
    byte[] stored = store.getAux(Space.CLUSTER, CLUSTER_VERSION);
    version = stored == null ? null : new String(stored, StandardCharsets.UTF_8);
    byte[] job = store.getAux(Space.CLUSTER, DOWNGRADE);
    downgrade = job == null ? Downgrade.NONE : DowngradeJson.decode(job);
    publish();
  }

  /** Who votes and who learns in a stored state: the configuration of consensus as of there. */
  public static Members membersIn(Backend stored) {
    Roster roster = new Roster();
    stored.scan(
        Space.MEMBERS,
        null,
        null,
        (key, value) -> {
          roster.put(MemberJson.decode(value).member());
          return true;
        });
    return roster.configuration();
  }

  /** The facts as of the last applied command. Any thread. */
  public ClusterSnapshot snapshot() {
    return snapshot;
  }

  /**
   * What stands in the way of a change of members, by etcd's rules at apply.
   *
   * @return null if it may go on
   */
  EtcdError check(ConfChangeCodec.Decoded change, MemberJson.Context context) {
    return roster.check(change, context);
  }

  /** Carries out a change of members that {@link #check} let through. */
  void apply(ConfChangeCodec.Decoded change, MemberJson.Context context) {
    roster.apply(change, context);
    long id = change.memberId();
    if (change.type() == ConfChangeType.REMOVE_NODE) {
      store.deleteAux(Space.MEMBERS, idKey(id));
      store.putAux(Space.MEMBERS_REMOVED, idKey(id), REMOVED);
    } else {
      save(roster.get(id));
    }
    publish();
  }

  /** The configuration of consensus, as of the last applied entry. Apply thread. */
  Members configuration() {
    return roster.configuration();
  }

  /** A member that has started publishes its name and where clients reach it. */
  void setAttributes(long id, String name, List<String> clientUrls) {
    MemberInfo old = roster.get(id);
    if (old == null) {
      return; // removed in the meantime: its last words do not bring it back
    }
    save(new MemberInfo(id, name, old.peerUrls(), clientUrls, old.learner()));
    publish();
  }

  /** The cluster is on its way to an older version, or is not any more. */
  void setDowngrade(Downgrade next) {
    downgrade = next;
    store.putAux(Space.CLUSTER, DOWNGRADE, DowngradeJson.encode(next));
    publish();
  }

  /** The version that all members can speak. */
  void setVersion(String newVersion) {
    version = newVersion;
    store.putAux(Space.CLUSTER, CLUSTER_VERSION, newVersion.getBytes(StandardCharsets.UTF_8));
    publish();
  }

  /** Lists, raises or disarms alarms; answers with what was found, raised or removed. */
  List<Alarm> alarm(AlarmRequest request) {
    return switch (request.getAction()) {
      case ACTIVATE -> activate(request);
      case DEACTIVATE -> deactivate(request);
      default -> matching(request.getMemberID(), request.getAlarmValue());
    };
  }

  private List<Alarm> activate(AlarmRequest request) {
    if (request.getAlarm() == AlarmType.NONE) {
      return List.of();
    }
    Alarm alarm = new Alarm(request.getMemberID(), request.getAlarmValue());
    if (alarms.add(alarm)) {
      store.putAux(Space.ALARM, alarmKey(alarm), NOTHING);
      publish();
    }
    return List.of(alarm);
  }

  private List<Alarm> deactivate(AlarmRequest request) {
    Alarm alarm = new Alarm(request.getMemberID(), request.getAlarmValue());
    if (!alarms.remove(alarm)) {
      return List.of();
    }
    store.deleteAux(Space.ALARM, alarmKey(alarm));
    publish();
    return List.of(alarm);
  }

  private List<Alarm> matching(long memberId, int type) {
    List<Alarm> found = new ArrayList<>();
    for (Alarm alarm : alarms) {
      if ((memberId == 0 || alarm.memberId() == memberId) && (type == 0 || alarm.type() == type)) {
        found.add(alarm);
      }
    }
    return found;
  }

  private void save(MemberInfo member) {
    roster.put(member);
    store.putAux(Space.MEMBERS, idKey(member.id()), MemberJson.encode(member));
  }

  private void publish() {
    snapshot =
        new ClusterSnapshot(
            roster.members(), roster.removed(), List.copyOf(alarms), version, downgrade);
  }

  private static byte[] idKey(long id) {
    return Long.toHexString(id).getBytes(StandardCharsets.UTF_8);
  }

  private static long parseId(byte[] key) {
    return Long.parseUnsignedLong(new String(key, StandardCharsets.UTF_8), 16);
  }

  private static byte[] alarmKey(Alarm alarm) {
    return AlarmMember.newBuilder()
        .setMemberID(alarm.memberId())
        .setAlarmValue(alarm.type())
        .build()
        .toByteArray();
  }

  private static Alarm parseAlarm(byte[] key) {
    try {
      AlarmMember alarm = AlarmMember.parseFrom(key);
      return new Alarm(alarm.getMemberID(), alarm.getAlarmValue());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("an alarm record is damaged", e);
    }
  }
}
