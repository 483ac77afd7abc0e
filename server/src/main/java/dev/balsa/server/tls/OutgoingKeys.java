package dev.balsa.server.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** The one identity that this member has, as its files say when it is asked for. */
final class OutgoingKeys extends X509ExtendedKeyManager {

  private static final String ALIAS = "member";

  private final Supplier<KeyPairFiles> current;

  OutgoingKeys(Supplier<KeyPairFiles> current) {
    this.current = current;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return choose(keyTypes);
  }

  @Override
  public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return choose(keyTypes);
  }

  private String choose(String[] keyTypes) {
    String own = current.get().chain().get(0).getPublicKey().getAlgorithm();
    for (String type : keyTypes) {
      if (type.startsWith(own)) {
        return ALIAS;
      }
    }
    return null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return current.get().chainArray();
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return current.get().key();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return null; // it never answers calls
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return null; // it never answers calls
  }
}
