package dev.balsa.server.peer;

import dev.balsa.server.tls.TlsClient;
import dev.balsa.server.tls.TlsServer;
import java.io.IOException;

/**
 * How members are sure of each other.
 *
 * @param server for those who call; null if nobody is served over TLS
 * @param client for calls to https addresses; null for what the runtime trusts
 */
public record PeerTls(TlsServer server, TlsClient client) {

  /** No certificates. */
  public static final PeerTls NONE = new PeerTls(null, null);

  TlsClient clientOrPlain() throws IOException {
    return client == null ? TlsClient.plain() : client;
  }
}
