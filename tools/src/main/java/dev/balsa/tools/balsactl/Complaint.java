package dev.balsa.tools.balsactl;

/** A command cannot be done; the message is one line, the exit code etcdctl's for that. */
final class Complaint extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A server refused, or something failed on the way. */
  static final int FAILED = 1;

  /** Not what the lease's or login's server knows. */
  static final int BAD_CONNECTION = 2;

  /** What was typed in cannot be read. */
  static final int BAD_INPUT = 3;

  /** The output format, or something that was asked for, does not exist. */
  static final int BAD_FEATURE = 4;

  /** The arguments do not fit the command. */
  static final int BAD_ARGS = 128;

  private final int exitCode;

  Complaint(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
