package dev.balsa.server.api;

import dev.balsa.api.AlarmMember;
import dev.balsa.api.AlarmRequest;
import dev.balsa.api.AlarmResponse;
import dev.balsa.api.AlarmType;
import dev.balsa.api.DefragmentRequest;
import dev.balsa.api.DefragmentResponse;
import dev.balsa.api.DowngradeInfo;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.HashKVResponse;
import dev.balsa.api.HashRequest;
import dev.balsa.api.HashResponse;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.MoveLeaderRequest;
import dev.balsa.api.MoveLeaderResponse;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.StatusResponse;
import dev.balsa.mvcc.HashKv;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.Alarm;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.Replica;
import dev.balsa.server.node.ReplicaStatus;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.util.function.Function;

/** {@code etcdserverpb.Maintenance}. */
final class MaintenanceService {

  private static final double NANOS_PER_SECOND = 1e9;

  private final ApiContext context;
  private final Replica replica;
  private final Writes writes;
  private final Reads reads;

  MaintenanceService(ApiContext context) {
    this.context = context;
    this.replica = context.replica();
    this.writes = new Writes(context);
    this.reads = new Reads(context);
  }

  ServerServiceDefinition bind(Binder binder) {
    return binder
        .service(MaintenanceGrpc.SERVICE_NAME)
        .unary(MaintenanceGrpc.getAlarmMethod(), this::alarm)
        .unaryOnLearners(MaintenanceGrpc.getStatusMethod(), this::status)
        .unary(MaintenanceGrpc.getDefragmentMethod(), this::defragment)
        .unary(MaintenanceGrpc.getHashMethod(), this::hash)
        .unary(MaintenanceGrpc.getHashKVMethod(), this::hashKv)
        .unary(MaintenanceGrpc.getMoveLeaderMethod(), this::moveLeader)
        .unary(MaintenanceGrpc.getDowngradeMethod(), new DowngradeCalls(context, writes)::serve)
        .streamOnLearners(MaintenanceGrpc.getSnapshotMethod(), new SnapshotHandler(context))
        .build();
  }

  private void alarm(byte[] bytes, UnaryCall call) throws IOException {
    boolean asks = AlarmRequest.parseFrom(bytes).getAction() == AlarmRequest.AlarmAction.GET;
    writes.propose(
        CommandKind.ALARM,
        bytes,
        call,
        asks ? Gate.KNOWN : Gate.ROOT,
        outcome -> {
          Outcome.Alarms alarms = (Outcome.Alarms) outcome;
          AlarmResponse.Builder response =
              AlarmResponse.newBuilder().setHeader(context.headers().message(alarms.revision()));
          for (Alarm alarm : alarms.alarms()) {
            response.addAlarms(
                AlarmMember.newBuilder().setMemberID(alarm.memberId()).setAlarmValue(alarm.type()));
          }
          return new GeneratedAnswer(response.build());
        });
  }

  private void status(byte[] bytes, UnaryCall call) throws IOException {
    Requests.verify(StatusRequest.parser(), bytes);
    if (!context.gate().passes(call, Gate.KNOWN)) {
      return;
    }
    ReplicaStatus status = replica.status();
    StatusResponse.Builder response =
        StatusResponse.newBuilder()
            .setHeader(context.headers().message(replica.view().revision()))
            .setVersion(context.settings().serverVersion())
            .setStorageVersion(storageVersion())
            .setDbSize(replica.storeSizeBytes())
            .setDbSizeInUse(replica.storeSizeInUseBytes())
            .setDbSizeQuota(context.settings().quotaBytes())
            .setLeader(status.leaderId())
            .setRaftTerm(status.term())
            .setRaftIndex(status.committedIndex())
            .setRaftAppliedIndex(status.appliedIndex())
            .setIsLearner(status.learner())
            .setDowngradeInfo(
                DowngradeInfo.newBuilder()
                    .setEnabled(replica.downgrade().enabled())
                    .setTargetVersion(replica.downgrade().targetVersion()));
    if (!status.hasLeader()) {
      response.addErrors(EtcdError.NO_LEADER.text());
    }
    for (Alarm alarm : replica.alarms()) {
      response.addErrors(textOf(alarm));
    }
    call.answer(new GeneratedAnswer(response.build()));
  }

  /** On the way to an older version what is stored counts as that version's. */
  private String storageVersion() {
    return replica.downgrade().enabled()
        ? replica.downgrade().targetVersion()
        : context.settings().storageVersion();
  }

  /** An alarm in the text form of its message. */
  private static String textOf(Alarm alarm) {
    AlarmType type = AlarmType.forNumber(alarm.type());
    return "memberID:"
        + Long.toUnsignedString(alarm.memberId())
        + " alarm:"
        + (type == null ? alarm.type() : type.name());
  }

  private void defragment(byte[] bytes, UnaryCall call) throws IOException {
    Requests.verify(DefragmentRequest.parser(), bytes);
    if (!context.gate().passes(call, Gate.ROOT)) {
      return;
    }
    replica.defragment(
        failure -> {
          if (failure == null) {
            call.answer(new GeneratedAnswer(DefragmentResponse.getDefaultInstance()));
          } else {
            call.fail(Errors.of(failure));
          }
        });
  }

  private void hash(byte[] bytes, UnaryCall call) throws IOException {
    Requests.verify(HashRequest.parser(), bytes);
    local(
        call,
        view -> {
          long began = context.nanoTime().getAsLong();
          int hash = view.hash();
          context.metrics().mvcc.hashSeconds.observe(secondsSince(began));
          return new GeneratedAnswer(
              HashResponse.newBuilder()
                  .setHeader(context.headers().message(view.revision()))
                  .setHash(hash)
                  .build());
        });
  }

  private void hashKv(byte[] bytes, UnaryCall call) throws IOException {
    long revision = HashKVRequest.parseFrom(bytes).getRevision();
    local(
        call,
        view -> {
          long began = context.nanoTime().getAsLong();
          HashKv hash = view.hashKv(revision);
          context.metrics().mvcc.hashRevSeconds.observe(secondsSince(began));
          return new GeneratedAnswer(
              HashKVResponse.newBuilder()
                  .setHeader(context.headers().message(hash.currentRevision()))
                  .setHash(hash.hash())
                  .setCompactRevision(hash.compactRevision())
                  .setHashRevision(hash.hashRevision())
                  .build());
        });
  }

  private void local(UnaryCall call, Function<View, WireMessage> read) {
    reads.run(true, false, call, Gate.ROOT, read);
  }

  private double secondsSince(long beganNanos) {
    return (context.nanoTime().getAsLong() - beganNanos) / NANOS_PER_SECOND;
  }

  private void moveLeader(byte[] bytes, UnaryCall call) throws IOException {
    long target = MoveLeaderRequest.parseFrom(bytes).getTargetID();
    if (!context.gate().passes(call, Gate.ROOT)) {
      return;
    }
    if (!replica.status().leader()) {
      call.fail(EtcdError.NOT_LEADER);
    } else if (!isVoter(target)) {
      call.fail(EtcdError.BAD_LEADER_TRANSFEREE);
    } else if (target == replica.memberId()) {
      call.answer(new GeneratedAnswer(MoveLeaderResponse.getDefaultInstance()));
    } else {
      replica.moveLeader(
          target,
          failure -> {
            if (failure == null) {
              call.answer(new GeneratedAnswer(MoveLeaderResponse.getDefaultInstance()));
            } else {
              call.fail(failure);
            }
          });
    }
  }

  private boolean isVoter(long memberId) {
    for (MemberInfo member : replica.members()) {
      if (member.id() == memberId) {
        return !member.learner();
      }
    }
    return false;
  }
}
