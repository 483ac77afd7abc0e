package dev.balsa.server.peer;

import dev.balsa.server.tls.TlsClient;
import dev.balsa.server.tls.TlsServer;
import java.io.IOException;

/**
 * How members are sure of each other.
 *
 * @param server for those who call; null if nobody is served over TLS
 * @param client for calls to https addresses; null for what the runtime trusts
 * @param serverName the name that certificates of others must carry; empty for that of their host
 */
public record PeerTls(TlsServer server, TlsClient client, String serverName) {

  /** No certificates. */
  public static final PeerTls NONE = new PeerTls(null, null, "");

  TlsClient clientOrPlain() throws IOException {
    return client == null ? TlsClient.plain() : client;
  }
}
