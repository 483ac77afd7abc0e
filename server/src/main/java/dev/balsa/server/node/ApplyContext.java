package dev.balsa.server.node;

import dev.balsa.mvcc.Store;
import dev.balsa.server.apply.Applier;
import dev.balsa.server.apply.ClusterState;
import dev.balsa.server.auth.AuthState;
import dev.balsa.server.env.Clock;
import dev.balsa.watch.WatchHub;
import java.util.function.Consumer;

/**
 * What the apply agent works with.
 *
 * @param revoke proposes the revocation of a lease
 * @param onFailure told what the agent could not go on after
 */
record ApplyContext(
    Store store,
    ClusterState cluster,
    AuthState auth,
    Applier applier,
    WatchHub watchers,
    LeaseKeeper leases,
    Pending pending,
    MembershipFlow membership,
    CompactionFlow compactions,
    CheckpointFlow checkpoints,
    SnapshotIntake snapshots,
    Inbox inbox,
    ApplyMeter meter,
    Clock clock,
    LeaseKeeper.Revocation revoke,
    Consumer<Throwable> onFailure) {}
