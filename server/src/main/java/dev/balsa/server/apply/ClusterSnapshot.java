package dev.balsa.server.apply;

import java.util.List;

/**
 * The replicated facts about the cluster itself, at one applied index.
 *
 * @param members sorted by id, unsigned
 * @param removed ids that were members once; they may never return
 * @param alarms sorted by member id, then type
 * @param version the cluster version as {@code major.minor.0}, or null while it is not decided
 * @param downgrade whether members of an older version may take over
 */
public record ClusterSnapshot(
    List<MemberInfo> members,
    List<Long> removed,
    List<Alarm> alarms,
    String version,
    Downgrade downgrade) {

  /** Of a cluster that is not on its way to an older version. */
  public ClusterSnapshot(
      List<MemberInfo> members, List<Long> removed, List<Alarm> alarms, String version) {
    this(members, removed, alarms, version, Downgrade.NONE);
  }

  public ClusterSnapshot {
    members = List.copyOf(members);
    removed = List.copyOf(removed);
    alarms = List.copyOf(alarms);
  }

  /** Whether any member raised this alarm. */
  public boolean hasAlarm(int type) {
    for (Alarm alarm : alarms) {
      if (alarm.type() == type) {
        return true;
      }
    }
    return false;
  }
}
