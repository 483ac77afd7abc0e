package dev.balsa.client;

import dev.balsa.api.AlarmMember;
import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmResponse;
import dev.balsa.api.AlarmType;
import dev.balsa.api.DefragmentRequest;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.MoveLeaderRequest;
import dev.balsa.api.SnapshotRequest;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.StatusResponse;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/**
 * Care for members and the cluster. Where a method takes an endpoint, it is one of {@link
 * BalsaClient#endpoints()} and that member is asked and no other. Thread-safe.
 *
 * <pre>{@code
 * for (String endpoint : client.endpoints()) {
 *   show(client.maintenance().status(endpoint).await());
 * }
 * try (OutputStream file = Files.newOutputStream(Path.of("backup.db"))) {
 *   long bytes = client.maintenance().snapshot(file).await();
 * }
 * }</pre>
 */
public final class Maintenance {

  private static final Duration LONG = Duration.ofMinutes(10);

  private final Calls calls;

  Maintenance(Calls calls) {
    this.calls = calls;
  }

  /** What is wrong with a member. */
  public enum Problem {
    /** Its store is full: it takes no writes. */
    NO_SPACE,
    /** Its data differs from that of others. */
    CORRUPT
  }

  /** An alarm in force. */
  public record Alarm(long memberId, Problem problem) {}

  /**
   * How a member is.
   *
   * @param dbSizeBytes on disk
   * @param dbSizeInUseBytes of live data
   * @param leaderId 0 if it knows none
   */
  public record MemberStatus(
      Header header,
      String version,
      long dbSizeBytes,
      long dbSizeInUseBytes,
      long leaderId,
      long raftIndex,
      long raftTerm,
      long raftAppliedIndex,
      boolean learner,
      List<String> errors) {}

  /**
   * A hash over keys up to a revision, equal on all members.
   *
   * @param compactRevision the oldest revision that it covers
   */
  public record Hash(Header header, int hash, long compactRevision) {}

  /** How a member is; it answers without the others. */
  public Reply<MemberStatus> status(String endpoint) {
    return calls.unaryAt(
        endpoint,
        MaintenanceGrpc.getStatusMethod(),
        StatusRequest.getDefaultInstance(),
        Safety.READ,
        Maintenance::status,
        calls.settings().requestTimeout());
  }

  private static MemberStatus status(StatusResponse response) {
    return new MemberStatus(
        Header.of(response.getHeader()),
        response.getVersion(),
        response.getDbSize(),
        response.getDbSizeInUse(),
        response.getLeader(),
        response.getRaftIndex(),
        response.getRaftTerm(),
        response.getRaftAppliedIndex(),
        response.getIsLearner(),
        List.copyOf(response.getErrorsList()));
  }

  /** The alarms in force. */
  public Reply<List<Alarm>> alarms() {
    return calls.unary(
        MaintenanceGrpc.getAlarmMethod(),
        AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.GET).build(),
        Safety.READ,
        Maintenance::alarms);
  }

  /** Ends an alarm; the answer is what was ended. */
  public Reply<List<Alarm>> disarm(Alarm alarm) {
    return calls.unary(
        MaintenanceGrpc.getAlarmMethod(),
        AlarmRequest.newBuilder()
            .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
            .setMemberID(alarm.memberId())
            .setAlarm(alarm.problem() == Problem.NO_SPACE ? AlarmType.NOSPACE : AlarmType.CORRUPT)
            .build(),
        Safety.IDEMPOTENT,
        Maintenance::alarms);
  }

  private static List<Alarm> alarms(AlarmResponse response) {
    return response.getAlarmsList().stream()
        .filter(each -> each.getAlarm() != AlarmType.NONE)
        .map(Maintenance::alarm)
        .toList();
  }

  private static Alarm alarm(AlarmMember each) {
    return new Alarm(
        each.getMemberID(),
        each.getAlarm() == AlarmType.NOSPACE ? Problem.NO_SPACE : Problem.CORRUPT);
  }

  /** Gives the space of removed data back, on one member; may take minutes. */
  public Reply<Void> defragment(String endpoint) {
    return calls.unaryAt(
        endpoint,
        MaintenanceGrpc.getDefragmentMethod(),
        DefragmentRequest.getDefaultInstance(),
        Safety.IDEMPOTENT,
        response -> null,
        LONG);
  }

  /** A hash over the keys of one member up to a revision; 0 means the newest. */
  public Reply<Hash> hash(String endpoint, long revision) {
    return calls.unaryAt(
        endpoint,
        MaintenanceGrpc.getHashKVMethod(),
        HashKVRequest.newBuilder().setRevision(revision).build(),
        Safety.READ,
        response ->
            new Hash(
                Header.of(response.getHeader()), response.getHash(), response.getCompactRevision()),
        LONG);
  }

  /** Asks the leader, who must be at this endpoint, to hand over to another member. */
  public Reply<Void> moveLeader(String endpoint, long memberId) {
    return calls.unaryAt(
        endpoint,
        MaintenanceGrpc.getMoveLeaderMethod(),
        MoveLeaderRequest.newBuilder().setTargetID(memberId).build(),
        Safety.ONCE,
        response -> null,
        calls.settings().requestTimeout());
  }

  /**
   * Writes the whole store of some member into a stream, as one file with its SHA-256 behind it.
   * The stream is written to on the client's executor and not closed.
   *
   * @return the number of bytes; an {@link java.io.UncheckedIOException} if the stream failed
   */
  public Reply<Long> snapshot(OutputStream out) {
    return new SnapshotDownload(calls, out).begin(SnapshotRequest.getDefaultInstance());
  }
}
