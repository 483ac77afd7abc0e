package dev.balsa.mvcc;

/**
 * A version that the index names is not in storage. Whoever started the read knows whether that may
 * be.
 */
final class Vanished extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient byte[] key;
  private final long main;
  private final long sub;

  Vanished(byte[] key, long main, long sub) {
    super(null, null, false, false);
    this.key = key;
    this.main = main;
    this.sub = sub;
  }

  MvccException asCorruption() {
    return new MvccException(
        MvccException.Kind.CORRUPT,
        "the version of key " + Text.of(key) + " at revision " + main + "_" + sub + " is missing");
  }
}
