package dev.balsa.tools.bench.compare;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;

/** Reads all keys of a prefix as a client does that has little memory: page after page. */
final class Pages {
  private static final int PAGE_KEYS = 10_000;
  private static final int MESSAGE_BYTES_MAX = 64 << 20;

  private Pages() {}

  /**
   * Reads them all, at the revision of the first page.
   *
   * @return how many seconds that took
   * @throws IOException if not as many came as there should be
   */
  static double read(String endpoint, String prefix, long keys) throws IOException {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(endpoint)
            .usePlaintext()
            .maxInboundMessageSize(MESSAGE_BYTES_MAX)
            .build();
    try {
      KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
      ByteString next = ByteString.copyFromUtf8(prefix);
      ByteString end = next.concat(ByteString.copyFrom(new byte[] {(byte) 0xff}));
      long begin = System.nanoTime();
      long came = 0;
      long revision = 0;
      boolean more = true;
      while (more) {
        RangeResponse page =
            kv.range(
                RangeRequest.newBuilder()
                    .setKey(next)
                    .setRangeEnd(end)
                    .setLimit(PAGE_KEYS)
                    .setRevision(revision)
                    .build());
        came += page.getKvsCount();
        more = page.getMore();
        if (more) {
          next =
              page.getKvs(page.getKvsCount() - 1).getKey().concat(ByteString.copyFrom(new byte[1]));
          revision = revision == 0 ? page.getHeader().getRevision() : revision;
        }
      }
      if (came != keys) {
        throw new IOException("the pages had " + came + " keys, not " + keys);
      }
      return (System.nanoTime() - begin) / 1e9;
    } finally {
      channel.shutdownNow();
    }
  }
}
