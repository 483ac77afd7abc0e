package dev.balsa.tools.bench.compare;

import dev.balsa.api.CompactionRequest;
import dev.balsa.api.DefragmentRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.SnapshotRequest;
import dev.balsa.api.StatusRequest;
import io.grpc.ManagedChannel;
import java.util.function.BooleanSupplier;

/** What an operator has a server do while clients go on. */
enum Upkeep {
  /** Nothing, to compare with. */
  QUIET("nothing else") {
    @Override
    int run(ManagedChannel server, BooleanSupplier over) {
      return 0;
    }
  },

  /** All history up to now, once; the answer comes when it is gone. */
  COMPACTION("compaction") {
    @Override
    int run(ManagedChannel server, BooleanSupplier over) {
      long revision =
          MaintenanceGrpc.newBlockingStub(server)
              .status(StatusRequest.getDefaultInstance())
              .getHeader()
              .getRevision();
      CompactionRequest request =
          CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build();
      var unused = KVGrpc.newBlockingStub(server).compact(request);
      return 1;
    }
  },

  /** One after the other, as long as is measured. */
  SNAPSHOT("snapshot save") {
    @Override
    int run(ManagedChannel server, BooleanSupplier over) {
      int times = 0;
      do {
        MaintenanceGrpc.newBlockingStub(server)
            .snapshot(SnapshotRequest.getDefaultInstance())
            .forEachRemaining(part -> {});
        times++;
      } while (!over.getAsBoolean());
      return times;
    }
  },

  /** Once, after a compaction has left something to give back. */
  DEFRAGMENTATION("defragmentation") {
    @Override
    int run(ManagedChannel server, BooleanSupplier over) {
      var unused =
          MaintenanceGrpc.newBlockingStub(server)
              .defragment(DefragmentRequest.getDefaultInstance());
      return 1;
    }
  };

  private final String words;

  Upkeep(String words) {
    this.words = words;
  }

  /** What it is, for readers. */
  String words() {
    return words;
  }

  /**
   * Does it, and returns when it is done.
   *
   * @param over whether the measurement has ended
   * @return how many times it was done
   */
  abstract int run(ManagedChannel server, BooleanSupplier over);
}
