package dev.balsa.jepsen.live.cluster;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between the members: a link for each ordered pair, all open at first. Members are
 * numbers from 0 on. Thread-safe.
 */
public final class Links implements AutoCloseable {
  private final Map<Long, Link> links = new ConcurrentHashMap<>();
  private final Map<Integer, PeerProxy> proxies = new ConcurrentHashMap<>();
  private final PeerProxy.Callers callers;

  Links(PeerProxy.Callers callers) {
    this.callers = callers;
  }

  /** Puts a proxy in front of a member. */
  void front(int member, int proxyPort, int peerPort) throws IOException {
    proxies.put(member, new PeerProxy(member, proxyPort, peerPort, this, callers));
  }

  Link link(int from, int to) {
    return links.computeIfAbsent(((long) from << Integer.SIZE) | to, pair -> new Link());
  }

  /** A cut is one of the pair: a connection needs both directions. */
  boolean isCut(int from, int to) {
    return link(from, to).mode() == Link.Mode.CUT || link(to, from).mode() == Link.Mode.CUT;
  }

  /** Breaks all connections between two members, and every new one at once. */
  public void cut(int one, int other) {
    set(one, other, Link.Mode.CUT, 0);
    set(other, one, Link.Mode.CUT, 0);
    breakBetween(one, other);
  }

  /** Lets nothing through from one member to another, without a sign; the other way stays. */
  public void hold(int from, int to) {
    set(from, to, Link.Mode.HELD, 0);
  }

  /** Keeps what goes from one member to another back for a while. */
  public void delay(int from, int to, int millis) {
    set(from, to, Link.Mode.OPEN, millis);
  }

  /** Cuts a member off from all others. */
  public void isolate(int member) {
    proxies.keySet().stream().filter(o -> o != member).forEach(other -> cut(member, other));
  }

  /** Lets nothing that a member says reach the others: they seem silent to nobody but them. */
  public void mute(int member) {
    proxies.keySet().stream().filter(o -> o != member).forEach(other -> hold(member, other));
  }

  /** Lets nothing that the others say reach a member. */
  public void deafen(int member) {
    proxies.keySet().stream().filter(o -> o != member).forEach(other -> hold(other, member));
  }

  /** Everything flows again; what was held back arrives late. */
  public void heal() {
    links.values().forEach(link -> link.set(Link.Mode.OPEN, 0));
  }

  private void set(int from, int to, Link.Mode mode, int delayMillis) {
    link(from, to).set(mode, delayMillis);
  }

  private void breakBetween(int one, int other) {
    proxies.get(one).breakConnections(other);
    proxies.get(other).breakConnections(one);
  }

  @Override
  public void close() throws IOException {
    heal();
    for (PeerProxy proxy : proxies.values()) {
      proxy.close();
    }
  }
}
