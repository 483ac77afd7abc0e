package dev.balsa.tools.bench.load;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/**
 * Compare and update, as Kubernetes does it: if the key is still at the revision last seen, put it;
 * else read it. Each call has a key of its own, so after the first answer it always succeeds, and
 * an answer that says otherwise is a wrong one.
 */
final class UpdateCall extends UnaryCall {
  static final String PATH = "/etcdserverpb.KV/Txn";
  private static final int TARGET_MOD = 2;

  private final byte[] request;
  private final int revisionAt;
  private final Proto message = new Proto();
  private final Proto header = new Proto();
  private long revision;
  private boolean read;

  UpdateCall(byte[] key, int valueBytes) {
    super(PATH, 1);
    Template compare = new Template().number(2, TARGET_MOD).bytes(3, key).padded(6);
    Template put =
        new Template().message(2, new Template().bytes(1, key).bytes(2, new byte[valueBytes]));
    Template get = new Template().message(1, new Template().bytes(1, key));
    Template txn = new Template().message(1, compare);
    revisionAt = txn.length() - Template.PADDED_VARINT_BYTES;
    request = txn.message(2, put).message(3, get).build();
  }

  @Override
  byte[] request() {
    Template.putPadded(request, revisionAt, revision);
    return request;
  }

  @Override
  protected boolean answered(ByteBuf in, int offset, int length) {
    message.enter(in, offset, length);
    boolean succeeded = false;
    long seen = 0;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> seen = number(in, message, 3);
        case 2 -> succeeded = message.number() != 0;
        case 3 -> {
          if (!succeeded) {
            seen = modRevision(in);
          }
        }
        default -> {
          // Nothing else matters.
        }
      }
    }
    boolean expected = succeeded || !read;
    read = true;
    revision = seen;
    return expected;
  }

  private long number(ByteBuf in, Proto outer, int field) {
    header.enter(in, outer.valueAt(), outer.valueLength());
    return header.find(field) ? header.number() : 0;
  }

  /** Of the key that the failure branch read: responses[0].response_range.kvs[0].mod_revision. */
  private long modRevision(ByteBuf in) {
    Proto inner = header.enter(in, message.valueAt(), message.valueLength());
    if (!inner.find(1)) {
      return 0;
    }
    inner.enter(in, inner.valueAt(), inner.valueLength());
    if (!inner.find(2)) {
      return 0;
    }
    inner.enter(in, inner.valueAt(), inner.valueLength());
    return inner.find(3) ? inner.number() : 0;
  }
}
