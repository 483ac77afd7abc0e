package dev.balsa.server;

import dev.balsa.mvcc.Store;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.metrics.SampledFamily.Reading;
import dev.balsa.server.node.Member;
import dev.balsa.server.node.Replica;
import java.util.List;

/** Connects the series that are read when they are asked for with where their values come from. */
final class Gauges {

  private Gauges() {}

  static void connect(Metrics metrics, Member member, BalsaConfig config) {
    Replica replica = member.replica();
    Store store = member.store();
    metrics.server.hasLeader.from(() -> replica.status().hasLeader() ? 1 : 0);
    metrics.server.isLeader.from(() -> replica.status().leader() ? 1 : 0);
    metrics.server.isLearner.from(() -> replica.status().learner() ? 1 : 0);
    metrics.server.proposalsCommitted.from(() -> replica.status().committedIndex());
    metrics.server.proposalsApplied.from(() -> replica.status().appliedIndex());
    metrics.server.proposalsPending.from(member::pendingRequests);
    metrics.server.quotaBackendBytes.from(config::quotaBytes);
    metrics.server.id.only(Long.toHexString(replica.memberId()));
    metrics.server.version.only(config.apiVersion());
    metrics.server.goVersion.only("java" + System.getProperty("java.version"));
    metrics.server.clusterVersion.from(() -> clusterVersion(replica));
    metrics.server.featureEnabled.from(() -> features(config));
    metrics.server.alarms.from(() -> alarms(replica));
    metrics.rocks.from(member::engineFigures);
    metrics.mvcc.dbOpenReadTransactions.from(
        () -> member.engineFigures().getOrDefault("num-snapshots", 0L));
    metrics.server.snapshotApplyInProgress.from(() -> member.isInstalling() ? 1 : 0);
    metrics.mvcc.dbTotalSizeBytes.from(store::sizeBytes);
    metrics.mvcc.dbTotalSizeInUseBytes.from(store::sizeInUseBytes);
    metrics.mvcc.keys.from(() -> replica.view().keyCount());
    metrics.mvcc.currentRevision.from(() -> replica.view().revision());
    metrics.mvcc.compactRevision.from(() -> replica.view().compactRevision());
    metrics.auth.revision.from(() -> replica.authority().snapshot().revision());
    metrics.mvcc.watchers.from(() -> member.watchStats().watchers());
    metrics.mvcc.watchStreams.from(() -> member.watchStats().streams());
    metrics.mvcc.pendingEvents.from(() -> member.watchStats().pendingEvents());
    metrics.mvcc.slowWatchers.from(() -> member.watchStats().slowWatchers());
  }

  private static List<Reading> clusterVersion(Replica replica) {
    String version = replica.clusterVersion();
    return version == null ? List.of() : List.of(new Reading(List.of(version), 1));
  }

  private static List<Reading> features(BalsaConfig config) {
    return config.featureGates().all().stream()
        .map(gate -> new Reading(List.of(gate.name(), gate.stage()), gate.isOn() ? 1 : 0))
        .toList();
  }

  private static List<Reading> alarms(Replica replica) {
    return replica.alarms().stream()
        .map(alarm -> new Reading(List.of(Long.toHexString(alarm.memberId()), alarm.typeName()), 1))
        .toList();
  }
}
