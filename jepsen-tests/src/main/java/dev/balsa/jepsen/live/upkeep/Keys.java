package dev.balsa.jepsen.live.upkeep;

import com.google.protobuf.ByteString;
import dev.balsa.api.HashKVRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.KeyValue;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.RequestOp;
import dev.balsa.api.TxnRequest;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * The keys of a run, and for each the revision at which it was acknowledged last. One thread writes
 * at a time, and nobody reads meanwhile.
 */
final class Keys {

  private static final int PUTS_A_TXN = 100;
  private static final int PAGE = 10_000;
  private static final int INBOUND_BYTES_MAX = 64 << 20;
  private static final ByteString ALL = ByteString.copyFrom(new byte[1]);
  private static final String PREFIX = "/registry/pods/";

  private final long[] acknowledged;
  private final ByteString value = ByteString.copyFrom(new byte[100]);
  private long revision;

  Keys(int count) {
    acknowledged = new long[count];
  }

  static ManagedChannel connect(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port)
        .usePlaintext()
        .maxInboundMessageSize(INBOUND_BYTES_MAX)
        .build();
  }

  /** Puts every key once. */
  void fill(Channel channel) {
    for (int first = 0; first < acknowledged.length; first += PUTS_A_TXN) {
      put(channel, first);
    }
  }

  /** Puts so many runs of keys. */
  void change(Channel channel, SplittableRandom random, int transactions) {
    for (int i = 0; i < transactions; i++) {
      put(channel, random.nextInt(acknowledged.length));
    }
  }

  /**
   * Puts a run of keys in one transaction.
   *
   * @throws io.grpc.StatusRuntimeException if it is not acknowledged
   */
  void put(Channel channel, int first) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    for (int i = 0; i < PUTS_A_TXN; i++) {
      PutRequest.Builder put =
          PutRequest.newBuilder().setKey(key((first + i) % acknowledged.length)).setValue(value);
      txn.addSuccess(RequestOp.newBuilder().setRequestPut(put));
    }
    revision = KVGrpc.newBlockingStub(channel).txn(txn.build()).getHeader().getRevision();
    for (int i = 0; i < PUTS_A_TXN; i++) {
      acknowledged[(first + i) % acknowledged.length] = revision;
    }
  }

  /** The revision of the last write that was acknowledged. */
  long revision() {
    return revision;
  }

  private static ByteString key(int number) {
    return ByteString.copyFromUtf8(String.format(Locale.ROOT, "%s%08d", PREFIX, number));
  }

  /**
   * What a server serves, in one line.
   *
   * @throws AssertionError if an acknowledged write is not in it
   */
  String checked(Channel channel) {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
    CRC32C crc = new CRC32C();
    int count = 0;
    ByteString from = ALL;
    RangeResponse page;
    do {
      page = kv.range(keysFrom(from));
      for (KeyValue each : page.getKvsList()) {
        crc.update(each.toByteArray());
        require(each, count++);
        from = each.getKey().concat(ALL);
      }
    } while (page.getMore());
    if (count != acknowledged.length) {
      throw new AssertionError(count + " keys of " + acknowledged.length);
    }
    var hash = MaintenanceGrpc.newBlockingStub(channel).hashKV(HashKVRequest.getDefaultInstance());
    return String.format(
        Locale.ROOT,
        "revision %d, compacted %d, %d keys, digest %08x, hash %08x",
        page.getHeader().getRevision(),
        hash.getCompactRevision(),
        count,
        crc.getValue(),
        hash.getHash());
  }

  private static RangeRequest keysFrom(ByteString from) {
    return RangeRequest.newBuilder()
        .setKey(from)
        .setRangeEnd(ALL)
        .setLimit(PAGE)
        .setKeysOnly(true)
        .build();
  }

  /** The only write that may be there without having been acknowledged is the one after all. */
  private void require(KeyValue found, int number) {
    long mod = found.getModRevision();
    if (!found.getKey().equals(key(number))
        || (mod != acknowledged[number] && mod != revision + 1)) {
      throw new AssertionError(
          key(number).toStringUtf8()
              + " was acknowledged at revision "
              + acknowledged[number]
              + " and found is "
              + found);
    }
  }

  /** What a server has is what counts from now on: the last write may or may not be in it. */
  void accept(Channel channel) {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
    ByteString from = ALL;
    RangeResponse page;
    int number = 0;
    do {
      page = kv.range(keysFrom(from));
      for (KeyValue each : page.getKvsList()) {
        acknowledged[number++] = each.getModRevision();
        from = each.getKey().concat(ALL);
      }
    } while (page.getMore());
    revision = page.getHeader().getRevision();
  }
}
