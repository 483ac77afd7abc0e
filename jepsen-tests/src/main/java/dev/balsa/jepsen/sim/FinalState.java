package dev.balsa.jepsen.sim;

import dev.balsa.jepsen.history.StateReading;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.Lease;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.View;
import java.util.ArrayList;
import java.util.List;

/** Reads what every member holds in the end. */
final class FinalState {

  private final World world;

  FinalState(World world) {
    this.world = world;
  }

  void record() {
    for (Machine machine : world.members()) {
      machine.compareWithStored();
      View view = machine.store().view();
      List<Long> leases = new ArrayList<>();
      for (Lease lease : machine.store().leases().all()) {
        leases.add(lease.id());
      }
      world
          .recorder()
          .finalState(
              new StateReading(
                  "m" + (machine.place() + 1),
                  world.recorder().stamp(),
                  view.revision(),
                  view.compactRevision(),
                  Integer.toUnsignedLong(view.hashKv(0).hash()),
                  Replies.versions(view.range(Op.Range.of(KeyRange.from(new byte[] {0}), 0)).kvs()),
                  leases));
    }
  }
}
