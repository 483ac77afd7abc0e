package dev.balsa.server.apply;

import dev.balsa.mvcc.OpResult;
import dev.balsa.server.errors.EtcdError;
import java.util.List;

/** What became of a command, as the member that proposed it tells its client. */
public sealed interface Outcome {

  /**
   * The store executed a put, a delete or a transaction.
   *
   * @param result what it answered; its {@code revision()} is the header's revision
   */
  record Executed(OpResult result) implements Outcome {}

  /**
   * A lease exists now.
   *
   * @param ttlSeconds the granted time to live, raised to the minimum where less was asked
   */
  record LeaseGranted(long id, long ttlSeconds, long revision) implements Outcome {}

  /**
   * A compaction is marked: reads below it fail from now on.
   *
   * @param compactRevision what was asked for
   * @param physical whether the client waits until the removed revisions are gone
   */
  record Compacted(long compactRevision, boolean physical, long revision) implements Outcome {}

  /** A command without an answer of its own took effect: a lease is revoked, a version is set. */
  record Done(long revision) implements Outcome {}

  /**
   * A log-in was applied.
   *
   * @param user who it is from now on
   * @param authRevision the revision of users and roles at which it was
   * @param token what every member keeps in memory for them; empty where nothing is kept
   */
  record LoggedIn(String user, long authRevision, String token, long revision) implements Outcome {
    /** Without what is secret. */
    @Override
    public String toString() {
      return "LoggedIn[user=" + user + ", authRevision=" + authRevision + "]";
    }
  }

  /** The alarms that an alarm command found, raised or removed. */
  record Alarms(List<Alarm> alarms, long revision) implements Outcome {}

  /**
   * A change of members is in force, and consensus decides by it.
   *
   * @param memberId the member that it was about
   * @param members all members from then on, sorted by id, unsigned
   */
  record MembersChanged(long memberId, List<MemberInfo> members) implements Outcome {
    public MembersChanged {
      members = List.copyOf(members);
    }
  }

  /**
   * The command had no effect, or none that may be relied on ({@link EtcdError#TIMEOUT}: it may
   * still take effect).
   */
  record Failed(EtcdError error) implements Outcome {}
}
