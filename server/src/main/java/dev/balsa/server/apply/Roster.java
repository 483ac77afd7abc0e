package dev.balsa.server.apply;

import dev.balsa.raft.Members;
import dev.balsa.server.errors.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who the members are and who was one, with etcd's rules for what may change: the member list
 * without the store that it is kept in. Not thread-safe.
 *
 * <p>A change of members is in the log before it is judged, and may be refused there. So who the
 * members are at an index does not follow from the configuration entries alone: they have to be
 * judged one by one, from a list that is known.
 */
public final class Roster {

  private final TreeMap<Long, MemberInfo> members = new TreeMap<>(Long::compareUnsigned);
  private final TreeSet<Long> removed = new TreeSet<>(Long::compareUnsigned);

  Roster() {}

  /** The members in a picture of the cluster. */
  public static Roster of(ClusterSnapshot facts) {
    Roster roster = new Roster();
    facts.members().forEach(roster::put);
    roster.removed.addAll(facts.removed());
    return roster;
  }

  /** The members, sorted by id, unsigned. */
  public List<MemberInfo> members() {
    return List.copyOf(members.values());
  }

  /** Ids that were members once, sorted, unsigned. */
  List<Long> removed() {
    return List.copyOf(removed);
  }

  /** The member with that id; null if there is none. */
  MemberInfo get(long id) {
    return members.get(id);
  }

  /** Whether that member votes; false if there is none with that id. */
  public boolean isVoter(long id) {
    return contains(id) && !members.get(id).learner();
  }

  /** Whether there is a member with that id. */
  public boolean contains(long id) {
    return members.containsKey(id);
  }

  /**
   * The configuration of consensus that these members are. It is never a joint one: a change of
   * several members at once is refused as an entry that this version does not know.
   */
  public Members configuration() {
    List<Long> voters = new ArrayList<>();
    List<Long> learners = new ArrayList<>();
    for (MemberInfo member : members.values()) {
      (member.learner() ? learners : voters).add(member.id());
    }
    return new Members(voters, learners, List.of(), List.of(), false);
  }

  void clear() {
    members.clear();
    removed.clear();
  }

  void put(MemberInfo member) {
    members.put(member.id(), member);
  }

  void putRemoved(long id) {
    removed.add(id);
  }

  /**
   * Carries out a change if the rules allow it, as it will be when its entry is applied behind this
   * list.
   *
   * @return why it was refused, and has no effect; null if it was carried out
   */
  public EtcdError take(ConfChangeCodec.Decoded change) {
    EtcdError refused = check(change, change.subject());
    if (refused == null) {
      apply(change, change.subject());
    }
    return refused;
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
    MemberInfo old = members.get(id);
    switch (change.type()) {
      case ADD_NODE, ADD_LEARNER_NODE ->
          put(
              context.promote()
                  ? new MemberInfo(id, old.name(), old.peerUrls(), old.clientUrls(), false)
                  : context.member());
      case REMOVE_NODE -> {
        members.remove(id);
        removed.add(id);
      }
      case UPDATE_NODE -> {
        List<String> peerUrls = context.member().peerUrls();
        put(new MemberInfo(id, old.name(), peerUrls, old.clientUrls(), old.learner()));
      }
    }
  }
}
