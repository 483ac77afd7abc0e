package dev.balsa.jepsen.fuzz;

import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Believes every server: who attacks one does not mind whose it is. */
final class AnyServer extends X509ExtendedTrustManager {

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
    // anybody
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
    // anybody
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
    // anybody
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
    // anybody
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {
    // anybody
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    // anybody
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
