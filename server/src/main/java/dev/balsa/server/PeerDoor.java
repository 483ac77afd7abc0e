package dev.balsa.server;

import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.env.Environment;
import dev.balsa.server.logging.Log;
import dev.balsa.server.metrics.Metrics;
import dev.balsa.server.peer.PeerPort;
import dev.balsa.server.peer.PeerTiming;
import dev.balsa.server.peer.PeerTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/**
 * The member's peer port: open from the start where the first configuration names several members,
 * else from the moment that somebody asks for another one to join, and before that is proposed. A
 * member that stays alone needs no such port.
 */
final class PeerDoor implements AutoCloseable {

  private static final Log LOG = Log.of(PeerDoor.class);

  private final BalsaConfig config;
  private final Environment environment;
  private final PeerTransport transport;
  private PeerPort port;
  private boolean closed;

  /**
   * @param timing how long members wait for each other
   * @throws IOException if a file about TLS cannot be used
   */
  PeerDoor(BalsaConfig config, PeerTiming timing, Environment environment, Metrics metrics)
      throws IOException {
    this.config = config;
    this.environment = environment;
    this.transport =
        new PeerTransport(
            metrics.network,
            environment,
            timing,
            this::openInTheBackground,
            TlsPlans.forPeers(config, environment.clock()));
    transport.reachedThrough(this::openThen);
  }

  /** The way out, and what comes in through the port. */
  PeerTransport transport() {
    return transport;
  }

  /**
   * Opens the port, unless it is open or everything is over already.
   *
   * @throws IOException if an address cannot be listened on
   */
  synchronized void open() throws IOException {
    if (port != null || closed) {
      return;
    }
    List<InetSocketAddress> addresses = ListenAddresses.forPeers(config);
    try {
      port =
          PeerPort.open(
              ListenAddresses.forPeers(config, false),
              ListenAddresses.forPeers(config, true),
              transport);
    } catch (IOException e) {
      throw ListenAddresses.cannotListen(addresses.get(0), e);
    }
    for (InetSocketAddress address : port.addresses()) {
      LOG.info(
          "ready to serve other members",
          "address",
          address.getAddress().getHostAddress() + ":" + address.getPort());
    }
  }

  private void openInTheBackground() {
    openThen(reachable -> {});
  }

  /** Opens the port in the background, and says whether it is open then. */
  private void openThen(Consumer<Boolean> whenDone) {
    boolean taken =
        environment.execute(
            () -> {
              boolean open = false;
              try {
                open();
                open = true;
              } catch (IOException e) {
                LOG.error("other members cannot reach this one", e);
              }
              whenDone.accept(open);
            });
    if (!taken) {
      LOG.error("other members cannot reach this one: it is overloaded");
      whenDone.accept(false);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (port != null) {
      port.close();
    }
  }
}
