package dev.balsa.server.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The members at the cluster's birth.
 *
 * @param peerUrls the peer addresses by member name; neither is empty
 */
public record InitialCluster(SortedMap<String, List<URI>> peerUrls) {

  public InitialCluster {
    peerUrls = Collections.unmodifiableSortedMap(new TreeMap<>(peerUrls));
  }

  /**
   * Reads {@code a=http://10.0.0.1:2380,b=http://10.0.0.2:2380}; a name that stands there twice has
   * two addresses.
   *
   * @throws ConfigException if it is not of that form
   */
  static InitialCluster parse(String text) {
    SortedMap<String, List<URI>> peerUrls = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals <= 0 || equals == part.length() - 1) {
        throw new ConfigException(
            "--initial-cluster must have the form name=http://host:port,...: " + text);
      }
      try {
        peerUrls
            .computeIfAbsent(part.substring(0, equals).strip(), name -> new ArrayList<>())
            .addAll(UrlList.parse(part.substring(equals + 1)));
      } catch (IllegalArgumentException e) {
        throw new ConfigException("--initial-cluster: " + e.getMessage());
      }
    }
    peerUrls.replaceAll((name, urls) -> List.copyOf(urls));
    return new InitialCluster(peerUrls);
  }

  /**
   * Checks that a member may found or join the cluster under these addresses. Only a start without
   * data asks for it: afterwards the stored members count.
   *
   * @param name the member's name
   * @param advertised the peer addresses that it tells the others
   * @throws ConfigException if an address belongs to two members, or the member is not listed under
   *     its addresses
   */
  public void verify(String name, List<URI> advertised) {
    Set<URI> seen = new HashSet<>();
    peerUrls.forEach(
        (member, urls) -> {
          for (URI url : urls) {
            if (!seen.add(url)) {
              throw new ConfigException("--initial-cluster has the address " + url + " twice");
            }
          }
        });
    List<URI> own = peerUrls.get(name);
    if (own == null) {
      throw new ConfigException(
          "--initial-cluster has no member named \""
              + name
              + "\" (--name); it has "
              + String.join(", ", peerUrls.keySet()));
    }
    if (!Set.copyOf(own).equals(Set.copyOf(advertised))) {
      throw new ConfigException(
          "--initial-cluster gives "
              + name
              + " the addresses "
              + own
              + ", but --initial-advertise-peer-urls is "
              + advertised);
    }
  }
}
