package dev.balsa.server.auth;

import io.grpc.Attributes;

/** What a connection tells of the certificate that its client showed. */
public final class PeerCertificate {

  /**
   * The common name of the client's verified certificate: the user that the client is if it shows
   * no token; empty if it has none, and then there is no such user. Among the attributes of a
   * connection's transport, and only where certificates of clients are asked for ({@code
   * --client-cert-auth}).
   */
  public static final Attributes.Key<String> COMMON_NAME =
      Attributes.Key.create("dev.balsa.server.certificate-common-name");

  private PeerCertificate() {}
}
