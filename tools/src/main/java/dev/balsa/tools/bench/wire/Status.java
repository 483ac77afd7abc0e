package dev.balsa.tools.bench.wire;

/**
 * How a call ended.
 *
 * @param code gRPC's number; 0 is success
 * @param message what the server said about it
 */
public record Status(int code, String message) {
  static final int INTERNAL = 13;

  /** The connection is lost, or the server says that it is going away; no gRPC code is negative. */
  public static final int CONNECTION_LOST = -2;

  /** Success. */
  public static final Status OK = new Status(0, "");

  /** Whether the call succeeded. */
  public boolean isOk() {
    return code == 0;
  }

  @Override
  public String toString() {
    return isOk() ? "OK" : message + " (code " + code + ")";
  }
}
