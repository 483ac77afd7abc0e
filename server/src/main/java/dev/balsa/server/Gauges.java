package dev.balsa.server;

import dev.balsa.mvcc.Store;
import dev.balsa.server.apply.Alarm;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.node.Member;
import dev.balsa.server.node.Replica;

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
    metrics.server.id.labels(Long.toHexString(replica.memberId())).set(1);
    metrics.server.version.labels(config.apiVersion()).set(1);
    String clusterVersion = replica.clusterVersion();
    if (clusterVersion != null) {
      metrics.server.clusterVersion.labels(clusterVersion).set(1);
    }
    for (Alarm alarm : replica.alarms()) {
      String type = alarm.type() == Alarm.NOSPACE ? "NOSPACE" : "CORRUPT";
      metrics.server.alarms.labels(Long.toHexString(alarm.memberId()), type).set(1);
    }
    metrics.server.snapshotApplyInProgress.from(() -> member.isInstalling() ? 1 : 0);
    metrics.mvcc.dbTotalSizeBytes.from(store::sizeBytes);
    metrics.mvcc.dbTotalSizeInUseBytes.from(store::sizeInUseBytes);
    metrics.mvcc.keys.from(() -> replica.view().keyCount());
    metrics.mvcc.currentRevision.from(() -> replica.view().revision());
    metrics.mvcc.compactRevision.from(() -> replica.view().compactRevision());
    metrics.mvcc.watchers.from(() -> member.watchStats().watchers());
    metrics.mvcc.watchStreams.from(() -> member.watchStats().streams());
    metrics.mvcc.pendingEvents.from(() -> member.watchStats().pendingEvents());
    metrics.mvcc.slowWatchers.from(() -> member.watchStats().slowWatchers());
  }
}
