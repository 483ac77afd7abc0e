package dev.balsa.jepsen.sim;

/** A promise was not kept: the end of a run. */
final class Broken extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of promise; the process's exit code says the same. */
  enum Promise {
    /** Something happened that must never happen. */
    SAFETY(3),
    /** Something did not happen in time although nothing stood in its way. */
    LIVENESS(4),
    /** The code under test threw what it should not have. */
    CRASH(5);

    final int exitCode;

    Promise(int exitCode) {
      this.exitCode = exitCode;
    }
  }

  private final Promise promise;

  /** The checker that noticed; a short word. */
  private final String checker;

  Broken(Promise promise, String checker, String what) {
    this(promise, checker, what, null);
  }

  Broken(Promise promise, String checker, String what, Throwable cause) {
    super(checker + ": " + what, cause);
    this.promise = promise;
    this.checker = checker;
  }

  static Broken safety(String checker, String what) {
    return new Broken(Promise.SAFETY, checker, what);
  }

  Promise promise() {
    return promise;
  }

  String checker() {
    return checker;
  }
}
