package dev.balsa.server.api;

import io.grpc.Attributes;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * What the transport's end of a connection knows a {@link WireBundle} by: bytes at its start that
 * no client can guess, and so cannot make a value of a key begin with. Immutable.
 */
public final class BundleMark {

  /** That of a connection whose transport takes bundles apart; absent where none does. */
  public static final Attributes.Key<BundleMark> ATTRIBUTE =
      Attributes.Key.create("dev.balsa.bundle-mark");

  /** Length of a mark. */
  public static final int BYTES = 2 * Long.BYTES;

  private final long first;
  private final long second;

  /**
   * Draws a mark.
   *
   * @param secrets chance that nobody can predict
   */
  public BundleMark(RandomGenerator secrets) {
    this.first = secrets.nextLong();
    this.second = secrets.nextLong();
  }

  /** The first half, big endian. */
  public long first() {
    return first;
  }

  /** The second half, big endian. */
  public long second() {
    return second;
  }

  byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(first).putLong(second).array();
  }
}
