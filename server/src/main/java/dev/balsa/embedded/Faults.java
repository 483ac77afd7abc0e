package dev.balsa.embedded;

import com.google.protobuf.MessageLite;
import dev.balsa.api.CompactionRequest;
import dev.balsa.api.LeaseRevokeRequest;
import dev.balsa.mvcc.View;
import dev.balsa.server.apply.CommandKind;
import dev.balsa.server.apply.Outcome;
import dev.balsa.server.auth.Caller;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.ReadReply;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What can go wrong with the members of an {@link EmbeddedBalsa}, at will: the rehearsal of what a
 * user of the store has to live through.
 *
 * <pre>{@code
 * EmbeddedMember leader = balsa.leader().orElseThrow();
 * balsa.faults().pause(leader);         // or kill, isolate, cut, fillDisk, ...
 * ...                                   // the others elect another one
 * balsa.faults().resume(leader);
 * }</pre>
 *
 * <p>Thread-safe. Nothing here waits for the cluster to come to terms with it, but {@link
 * #expireLease} and {@link #compact}, which need a leader.
 */
public final class Faults {

  private final Plan plan;
  private final List<EmbeddedMember> members;
  private final LocalNetwork network;
  private final ShiftedClock clock;

  Faults(Plan plan, List<EmbeddedMember> members, LocalNetwork network, ShiftedClock clock) {
    this.plan = plan;
    this.members = members;
    this.network = network;
    this.clock = clock;
  }

  /**
   * Makes a member stand still, like a process that was suspended: it answers nobody, and does not
   * notice. Messages and calls wait until it goes on.
   */
  public void pause(EmbeddedMember member) {
    breakable(member).pause();
  }

  /** Lets a member go on that stood still. */
  public void resume(EmbeddedMember member) {
    breakable(member).resume();
  }

  /**
   * Stops a member as a power cut does: its connections break, and what it had not synced is gone.
   * {@link EmbeddedMember#start()} starts it again.
   */
  public void kill(EmbeddedMember member) {
    plan.run("kill " + member.name(), member::kill);
  }

  /** Lets nothing more through from one member to another; the way back stays open. */
  public void cut(EmbeddedMember from, EmbeddedMember to) {
    network.cut(from.id(), to.id());
  }

  /** Mends the way from one member to another. */
  public void mend(EmbeddedMember from, EmbeddedMember to) {
    network.mend(from.id(), to.id());
  }

  /** Cuts a member off from all others; clients still reach it. */
  public void isolate(EmbeddedMember member) {
    partition(List.of(member));
  }

  /** Divides the network: these members on one side, all others on the other. */
  public void partition(Collection<EmbeddedMember> side) {
    for (EmbeddedMember one : side) {
      for (EmbeddedMember other : members) {
        if (!side.contains(other)) {
          cut(one, other);
          cut(other, one);
        }
      }
    }
  }

  /** Mends the whole network. */
  public void heal() {
    network.mendAll();
  }

  /**
   * Lets time pass for all members at once, so that leases run out and everything that waits for a
   * time-out has its way. Time never goes back.
   *
   * <p>Leases that are kept alive survive this if their client gets a word in before the leader has
   * looked at its clock, and that is chance; for certainty there is {@link #expireLease}.
   */
  public void advanceClock(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("time does not go back: " + by);
    }
    clock.advance(by.toNanos());
    members.forEach(member -> breakable(member).lookAtTheClock());
  }

  /**
   * Ends a lease as if it had run out: the command that the leader would give at its end is given
   * now. Returns when its keys are gone at the member that was asked.
   *
   * @throws IllegalStateException if there is no such lease, or no member that could end it
   */
  public void expireLease(long leaseId) {
    MessageLite request = LeaseRevokeRequest.newBuilder().setID(leaseId).build();
    if (propose(CommandKind.LEASE_REVOKE, request) instanceof Outcome.Failed failed) {
      throw new IllegalStateException(
          "lease " + Long.toHexString(leaseId) + " does not run out: " + failed.error().text());
    }
  }

  /**
   * Makes the store forget its whole history: from now on it has the newest revision only, and
   * whoever asks for an older one is told so. Returns when that is done.
   *
   * @return the revision that is left
   */
  public long compact() {
    long revision = newestRevision();
    MessageLite request =
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build();
    if (propose(CommandKind.COMPACTION, request) instanceof Outcome.Failed failed
        && failed.error() != EtcdError.COMPACTED) { // there is nothing to forget
      throw new IllegalStateException("cannot compact: " + failed.error().text());
    }
    return revision;
  }

  private long newestRevision() {
    CompletableFuture<Long> revision = new CompletableFuture<>();
    someone()
        .replica()
        .linearize(
            new ReadReply() {
              @Override
              public void ready(View view) {
                revision.complete(view.revision());
              }

              @Override
              public void failed(EtcdError error) {
                revision.completeExceptionally(new IllegalStateException(error.text()));
              }
            });
    return revision.join();
  }

  private Outcome propose(CommandKind kind, MessageLite request) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    someone().replica().propose(kind, request.toByteArray(), Caller.SERVER, outcome::complete);
    return outcome.join();
  }

  /** The leader, or else somebody who knows of it sooner or later. */
  private EmbeddedMember someone() {
    return members.stream()
        .filter(EmbeddedMember::isLeader)
        .findFirst()
        .or(() -> members.stream().filter(EmbeddedMember::isRunning).findFirst())
        .orElseThrow(() -> new IllegalStateException("no member runs"));
  }

  /**
   * Makes the disk of a member's log refuse every byte more. A member whose log cannot be written
   * stops; {@link #freeDisk} and {@link EmbeddedMember#start()} bring it back.
   */
  public void fillDisk(EmbeddedMember member) {
    breakable(member).diskFull(true);
  }

  /** Makes room again on the disk of a member's log. */
  public void freeDisk(EmbeddedMember member) {
    breakable(member).diskFull(false);
  }

  /** Ends all faults: the network is whole, disks have room, everybody goes on, and runs. */
  public void repair() {
    letAllGoOn();
    // All at once: one alone may have to wait for a majority.
    members.forEach(this::freeDisk);
    plan.startAll(members.stream().filter(member -> !member.isRunning()).toList());
  }

  void letAllGoOn() {
    heal();
    members.forEach(this::resume);
  }

  private static Place.Breakable breakable(EmbeddedMember member) {
    return member.place().breakable().orElseThrow();
  }
}
