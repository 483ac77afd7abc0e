package dev.balsa.server.http;

import dev.balsa.server.gateway.Gateway;

/**
 * What connections that speak HTTP/1.1 are served with.
 *
 * @param gateway null where it is switched off
 * @param maxBodyBytes the largest body of a request
 */
record HttpSide(HttpPages pages, Gateway gateway, HttpPolicy policy, int maxBodyBytes) {

  /**
   * A request of the largest size as JSON: base64 adds a third, and a txn of many small operations
   * has more names than values.
   */
  private static final int BODY_FACTOR = 4;

  static int bodyLimit(int maxReceiveBytes) {
    return (int) Math.min(Integer.MAX_VALUE, (long) BODY_FACTOR * maxReceiveBytes);
  }

  boolean ownsPath(String path) {
    return Gateway.owns(path);
  }
}
