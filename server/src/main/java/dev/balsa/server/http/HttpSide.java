package dev.balsa.server.http;

import dev.balsa.server.api.ApiServices;
import dev.balsa.server.gateway.Gateway;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;

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

  private static final int MISDIRECTED = 421;

  /** The gateway's calls are made by the server: a certificate would make everybody its owner. */
  private static final String NAME_IGNORED =
      "CommonName of client sending a request against gateway will be ignored and not used as"
          + " expected";

  /** The pages, and the gateway if it is on. */
  static HttpSide of(HttpPolicy policy, ApiServices api, HttpPages pages) {
    return new HttpSide(
        pages,
        policy.gateway() ? new Gateway(api) : null,
        policy,
        bodyLimit(api.settings().maxReceiveBytes()));
  }

  private static int bodyLimit(int maxReceiveBytes) {
    return (int) Math.min(Integer.MAX_VALUE, (long) BODY_FACTOR * maxReceiveBytes);
  }

  boolean ownsPath(String path) {
    return Gateway.owns(path);
  }

  /**
   * The answer to a request that needs no work.
   *
   * @return null if it does need work
   */
  HttpAnswer answerAtOnce(HttpRequestIn request, Security security) {
    String host = request.headers().get(HttpHeaderNames.HOST);
    if (!security.isSecure() && !policy.allowsHost(host)) {
      return HttpAnswer.error(MISDIRECTED, misdirected(host));
    }
    if (security.namesCaller()
        && gateway != null
        && ownsPath(request.query().path())
        && pages.authEnabled()) {
      return HttpAnswer.error(400, NAME_IGNORED);
    }
    if (request.query().method().equals("OPTIONS")) {
      return HttpAnswer.ok(HttpAnswer.PLAIN_TEXT, "");
    }
    return null;
  }

  private static String misdirected(String host) {
    return "the host "
        + host
        + " is not one that this server answers to: add it to --host-whitelist, or use TLS";
  }
}
