package dev.balsa.tools.bench.load;

import java.nio.ByteBuffer;

/** Puts a key; the value begins with the moment at which the put was due. */
final class PutCall extends UnaryCall {
  static final String PATH = "/etcdserverpb.KV/Put";

  private final Keys keys;
  private final byte[] request;
  private final int keyAt;
  private final int valueAt;
  private final int valueBytes;
  private final boolean stamped;

  /** Null for values of zeros. */
  private final RandomBytes random;

  PutCall(Keys keys, int valueBytes) {
    this(keys, valueBytes, null);
  }

  PutCall(Keys keys, int valueBytes, RandomBytes random) {
    super(PATH, 1);
    this.keys = keys;
    byte[] key = keys.key(0);
    Template template = new Template().bytes(1, key);
    keyAt = template.length() - key.length;
    template.bytes(2, new byte[valueBytes]);
    valueAt = template.length() - valueBytes;
    this.valueBytes = valueBytes;
    this.random = random;
    stamped = valueBytes >= Long.BYTES;
    request = template.build();
  }

  @Override
  byte[] request() {
    keys.put(request, keyAt, keys.next());
    if (random != null) {
      random.fill(request, valueAt, valueBytes);
    }
    if (stamped) {
      ByteBuffer.wrap(request).putLong(valueAt, dueNanos());
    }
    return request;
  }
}
