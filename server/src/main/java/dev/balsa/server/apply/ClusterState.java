package dev.balsa.server.apply;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.balsa.api.AlarmMember;
import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmType;
import dev.balsa.mvcc.Store;
import dev.balsa.mvcc.backend.Backend;
import dev.balsa.mvcc.backend.Space;
import dev.balsa.raft.Members;
import dev.balsa.server.errors.EtcdError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The replicated facts about the cluster itself: members, alarms, version.
 *
 * <p>Belongs to the apply thread; {@link #snapshot()} may be read from any thread. Every change is
 * written in the store's open batch, and so becomes durable together with the applied index it
 * belongs to.
 */
public final class ClusterState {

  private static final byte[] CLUSTER_VERSION = "clusterVersion".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DOWNGRADE = "downgrade".getBytes(StandardCharsets.UTF_8);
  private static final byte[] REMOVED = "removed".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NOTHING = {};

  private final Store store;
  private final TreeMap<Long, MemberInfo> members = new TreeMap<>(Long::compareUnsigned);
  private final TreeSet<Long> removed = new TreeSet<>(Long::compareUnsigned);
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
    members.clear();
    removed.clear();
    alarms.clear();
    store.scanAux(
        Space.MEMBERS,
        (key, value) -> {
          MemberInfo member = MemberJson.decode(value).member();
          members.put(member.id(), member);
          return true;
        });
    store.scanAux(
        Space.MEMBERS_REMOVED,
        (key, value) -> {
          removed.add(parseId(key));
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

  /** Who voted and who learned, as far as a stored state goes: consensus' view of its members. */
  public static Members membersIn(Backend stored) {
    TreeSet<Long> voters = new TreeSet<>(Long::compareUnsigned);
    TreeSet<Long> learners = new TreeSet<>(Long::compareUnsigned);
    stored.scan(
        Space.MEMBERS,
        null,
        null,
        (key, value) -> {
          MemberInfo member = MemberJson.decode(value).member();
          (member.learner() ? learners : voters).add(member.id());
          return true;
        });
    return new Members(List.copyOf(voters), List.copyOf(learners), List.of(), List.of(), false);
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
    long id = change.memberId();
    if (removed.contains(id)) {
      return EtcdError.MEMBER_NOT_FOUND;
    }
    return switch (change.type()) {
      case ADD_NODE, ADD_LEARNER_NODE -> checkAdd(id, context);
      case REMOVE_NODE -> checkRemove(id);
      case UPDATE_NODE -> checkUpdate(id, context.member());
    };
  }

  private EtcdError checkAdd(long id, MemberJson.Context context) {
    if (context.promote()) {
      MemberInfo member = members.get(id);
      if (member == null) {
        return EtcdError.MEMBER_NOT_FOUND;
      }
      return member.learner() ? null : EtcdError.MEMBER_NOT_LEARNER;
    }
    if (members.containsKey(id)) {
      return EtcdError.MEMBER_EXIST;
    }
    if (anotherHas(id, context.member().peerUrls())) {
      return EtcdError.PEER_URL_EXIST;
    }
    boolean tooMany =
        context.member().learner()
            && context.maxLearners() >= 0
            && members.values().stream().filter(MemberInfo::learner).count()
                >= context.maxLearners();
    return tooMany ? EtcdError.TOO_MANY_LEARNERS : null;
  }

  /** The last voter stays: without it nothing could ever be decided again. */
  private EtcdError checkRemove(long id) {
    if (!members.containsKey(id)) {
      return EtcdError.MEMBER_NOT_FOUND;
    }
    boolean votersLeft =
        members.values().stream().anyMatch(member -> !member.learner() && member.id() != id);
    return votersLeft ? null : EtcdError.MEMBER_NOT_ENOUGH_STARTED;
  }

  private EtcdError checkUpdate(long id, MemberInfo wanted) {
    if (!members.containsKey(id)) {
      return EtcdError.MEMBER_NOT_FOUND;
    }
    return anotherHas(id, wanted.peerUrls()) ? EtcdError.PEER_URL_EXIST : null;
  }

  private boolean anotherHas(long id, List<String> peerUrls) {
    for (MemberInfo member : members.values()) {
      if (member.id() != id && member.peerUrls().stream().anyMatch(peerUrls::contains)) {
        return true;
      }
    }
    return false;
  }

  /** Carries out a change of members that {@link #check} let through. */
  void apply(ConfChangeCodec.Decoded change, MemberJson.Context context) {
    long id = change.memberId();
    switch (change.type()) {
      case ADD_NODE, ADD_LEARNER_NODE -> {
        MemberInfo old = members.get(id);
        if (context.promote() && old != null) {
          save(new MemberInfo(id, old.name(), old.peerUrls(), old.clientUrls(), false));
        } else {
          save(context.member());
        }
      }
      case REMOVE_NODE -> {
        members.remove(id);
        removed.add(id);
        store.deleteAux(Space.MEMBERS, idKey(id));
        store.putAux(Space.MEMBERS_REMOVED, idKey(id), REMOVED);
      }
      case UPDATE_NODE -> {
        MemberInfo old = members.get(id);
        List<String> peerUrls = context.member().peerUrls();
        save(new MemberInfo(id, old.name(), peerUrls, old.clientUrls(), old.learner()));
      }
    }
    publish();
  }

  /** A member that has started publishes its name and where clients reach it. */
  void setAttributes(long id, String name, List<String> clientUrls) {
    MemberInfo old = members.get(id);
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
    members.put(member.id(), member);
    store.putAux(Space.MEMBERS, idKey(member.id()), MemberJson.encode(member));
  }

  private void publish() {
    snapshot =
        new ClusterSnapshot(
            List.copyOf(members.values()),
            List.copyOf(removed),
            List.copyOf(alarms),
            version,
            downgrade);
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
