package dev.balsa.server.interop;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import java.time.Duration;

/**
 * The one answer of etcd's that changes although nothing is asked of it: where no key exists, its
 * HashKV leaves nothing out, so that it counts what a compaction has removed until the removal is
 * committed, a {@code --backend-batch-interval} later (100 ms, more on a slow disk). Balsa gives at
 * once what etcd gives then.
 */
final class UncommittedRemoval {
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);
  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  private UncommittedRemoval() {}

  /** Whether an answer of etcd's to this request may be of that kind. */
  static boolean mayChange(Message request, KnownState state, WireClient etcd) {
    if (!(request instanceof HashKVRequest hash) || state.compactRevision() <= 0) {
      return false;
    }
    Reply count =
        WireClient.await(
            etcd.send(
                RangeRequest.newBuilder()
                    .setKey(ZERO)
                    .setRangeEnd(ZERO)
                    .setCountOnly(true)
                    .setRevision(hash.getRevision())
                    .build()));
    return count.isOk() && ((RangeResponse) count.message()).getCount() == 0;
  }

  /** Asks both again until they agree, for as long as a commit may take; null, or what differs. */
  static String waitFor(Comparison comparison) {
    long start = System.nanoTime();
    String difference;
    do {
      difference = comparison.again();
    } while (difference != null && System.nanoTime() - start < WAIT_MAX.toNanos());
    return difference;
  }

  /** The same request to both servers once more; null, or what differs. */
  @FunctionalInterface
  interface Comparison {
    String again();
  }
}
