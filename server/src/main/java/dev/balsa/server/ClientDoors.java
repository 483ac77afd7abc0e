package dev.balsa.server;

import dev.balsa.server.api.ApiServices;
import dev.balsa.server.http.ClientPort;
import dev.balsa.server.http.HttpPages;
import dev.balsa.server.http.HttpPort;
import dev.balsa.server.http.InProcessPort;
import dev.balsa.server.http.ListenSettings;
import dev.balsa.server.http.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** Where clients get in: ports, a way inside this JVM, or both. */
final class ClientDoors implements AutoCloseable {

  /** Null if no port is open. */
  private final ClientPort port;

  /** Null if there is no way inside this JVM. */
  private final InProcessPort inProcess;

  /** Null if HTTP has no port of its own. */
  private final HttpPort http;

  private final HttpPages pages;

  private ClientDoors(ClientPort port, InProcessPort inProcess, HttpPort http, HttpPages pages) {
    this.port = port;
    this.inProcess = inProcess;
    this.http = http;
    this.pages = pages;
  }

  /**
   * Opens what the surroundings ask for.
   *
   * @param listen the ports; null for none
   * @param forHttp where HTTP is served if not on the same ports; empty for there
   * @throws IOException if something cannot be opened; nothing is open then
   */
  static ClientDoors open(
      Surroundings surroundings,
      ListenSettings listen,
      List<Listener> forHttp,
      ApiServices api,
      HttpPages pages)
      throws IOException {
    boolean apart = listen != null && !forHttp.isEmpty();
    ClientPort port =
        listen == null ? null : openPort(surroundings, listen, api, apart ? null : pages);
    HttpPort http = null;
    try {
      http = apart ? HttpPort.forClients(forHttp, listen, api, pages) : null;
      if (surroundings.entrance().isEmpty()) {
        return new ClientDoors(port, null, http, pages);
      }
      // The port tells the services of the time that passes; where there is none, the entrance.
      return new ClientDoors(
          port,
          InProcessPort.open(
              surroundings.entrance().get(), api, surroundings.environment(), port == null),
          http,
          pages);
    } catch (IOException | RuntimeException e) {
      new ClientDoors(port, null, http, pages).close();
      throw e;
    }
  }

  private static ClientPort openPort(
      Surroundings surroundings, ListenSettings listen, ApiServices api, HttpPages pages)
      throws IOException {
    try {
      return ClientPort.open(listen, api, pages, surroundings.calls());
    } catch (IOException e) {
      throw ListenAddresses.cannotListen(listen.listeners().get(0).address(), e);
    }
  }

  /** What is listened on, with the ports that were chosen. */
  List<InetSocketAddress> addresses() {
    return port == null ? List.of() : port.addresses();
  }

  /** Where HTTP alone is served, with the ports that were chosen. */
  List<InetSocketAddress> httpAddresses() {
    return http == null ? List.of() : http.addresses();
  }

  /** What clients may be given. */
  List<String> endpoints() {
    return port == null ? List.of() : port.endpoints();
  }

  /** Begins to stop; calls under way get a moment. Idempotent. */
  void drain() {
    pages.stop();
    if (port != null) {
      port.drain();
    }
    if (inProcess != null) {
      inProcess.drain();
    }
  }

  /** Breaks everything off, without a word to anybody. Idempotent. */
  void breakOff() {
    pages.stop();
    if (port != null) {
      port.breakOff();
    }
    if (inProcess != null) {
      inProcess.breakOff();
    }
  }

  /** Stops, and breaks off what is still under way. */
  @Override
  public void close() {
    pages.stop();
    if (http != null) {
      http.close();
    }
    if (port != null) {
      port.close();
    }
    if (inProcess != null) {
      inProcess.close();
    }
  }
}
