package dev.balsa.server.discovery;

import dev.balsa.server.logging.Log;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first members of a cluster, as the SRV records of a domain name them. Blocks. One use each.
 */
public final class SrvMembers {

  private static final Log LOG = Log.of(SrvMembers.class);

  private final SrvLookup lookup;
  private final String domain;
  private final String suffix;
  private final String ownName;

  /** This member's advertised addresses, by where they lead. */
  private final Map<InetSocketAddress, URI> own = new HashMap<>();

  /**
   * @param server the name server, host and port; empty for what the machine is set up with
   * @param service what comes after the name of the service, empty for nothing
   * @param ownName what this member is called
   * @param advertised where it tells the others to find it
   * @throws DiscoveryException if one of those addresses leads nowhere
   */
  public SrvMembers(
      String server, String domain, String service, String ownName, List<URI> advertised)
      throws DiscoveryException {
    this.lookup = new SrvLookup(server);
    this.domain = domain;
    this.suffix = service.isEmpty() ? "" : "-" + service;
    this.ownName = ownName;
    for (URI url : advertised) {
      try {
        for (InetSocketAddress place : places(url.getHost(), url.getPort())) {
          own.put(place, url);
        }
      } catch (UnknownHostException e) {
        throw new DiscoveryException("lookup " + url.getHost() + ": no such host", e);
      }
    }
  }

  /**
   * All of them, in the form of {@code --initial-cluster}; this one under its name, the others
   * numbered.
   *
   * @throws DiscoveryException in etcd's words, if there are none, or this member is not among them
   */
  public String find() throws IOException {
    List<String> found = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    ask("https", "etcd-server-ssl" + suffix, found, problems);
    ask("http", "etcd-server" + suffix, found, problems);
    if (found.isEmpty()) {
      throw new DiscoveryException(
          "error setting up initial cluster: " + String.join("; ", problems));
    }
    problems.forEach(each -> LOG.warn("failed to resolve during SRV discovery", "error", each));
    found.forEach(each -> LOG.info("got bootstrap from DNS for etcd-server", "node", each));
    if (found.stream().noneMatch(each -> each.startsWith(ownName + "="))) {
      throw new DiscoveryException(
          "error setting up initial cluster: cannot find local etcd member \""
              + ownName
              + "\" in SRV records");
    }
    return String.join(",", found);
  }

  /** Adds what one service's records say. */
  private void ask(String scheme, String service, List<String> found, List<String> problems) {
    List<SrvRecord> records;
    try {
      records = lookup.find("_" + service + "._tcp." + domain);
    } catch (DiscoveryException e) {
      problems.add("error querying DNS SRV records for _" + service + " " + e.getMessage());
      return;
    }
    for (SrvRecord record : records) {
      String url = scheme + "://" + record.host() + ":" + record.port();
      URI mine;
      try {
        mine = mine(record);
      } catch (UnknownHostException e) {
        problems.add(
            "error querying DNS SRV records for _"
                + service
                + " lookup "
                + record.host()
                + ": no such host");
        continue;
      }
      if (mine != null && !mine.getScheme().equals(scheme)) {
        problems.add(
            "bootstrap at "
                + url
                + " from DNS for "
                + service
                + " has scheme mismatch with expected peer "
                + mine);
        continue;
      }
      found.add((mine == null ? numbered(found) : ownName) + "=" + url);
    }
  }

  /** The first number that nobody has; a member may be called one. */
  private String numbered(List<String> found) {
    int number = 0;
    while (isTaken(Integer.toString(number), found)) {
      number++;
    }
    return Integer.toString(number);
  }

  private boolean isTaken(String name, List<String> found) {
    return name.equals(ownName) || found.stream().anyMatch(each -> each.startsWith(name + "="));
  }

  /** The own address that a record leads to; null if it leads elsewhere. */
  private URI mine(SrvRecord record) throws UnknownHostException {
    for (InetSocketAddress place : places(record.host(), record.port())) {
      URI url = own.get(place);
      if (url != null) {
        return url;
      }
    }
    return null;
  }

  private static List<InetSocketAddress> places(String host, int port) throws UnknownHostException {
    List<InetSocketAddress> places = new ArrayList<>();
    for (InetAddress address : InetAddress.getAllByName(host)) {
      places.add(new InetSocketAddress(address, port));
    }
    return places;
  }
}
