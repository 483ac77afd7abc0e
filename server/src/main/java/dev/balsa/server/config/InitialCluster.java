package dev.balsa.server.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;

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
   * Checks that a member may found the cluster under these addresses. Only a start without data
   * asks for it: afterwards the stored members count.
   *
   * @param name the member's name
   * @param advertised the peer addresses that it tells the others
   * @param same whether two lists lead to the same places, if the text does not say so
   * @throws ConfigException in etcd's words, if the member is not listed, or not under its
   *     addresses, or an address belongs to two members
   */
  public void verify(
      String name, List<URI> advertised, BiPredicate<List<String>, List<String>> same) {
    requireLocal(name);
    List<String> listed = texts(peerUrls.get(name));
    List<String> told = texts(advertised);
    if (!listed.equals(told) && !same.test(listed, told)) {
      throw mismatch(name, listed, told);
    }
    requireUnique();
  }

  /**
   * Checks that a member may ask the others to join them.
   *
   * @throws ConfigException in etcd's words, if the member is not listed, or an address belongs to
   *     two members
   */
  public void verifyJoin(String name) {
    requireLocal(name);
    requireUnique();
  }

  private void requireLocal(String name) {
    if (!peerUrls.containsKey(name)) {
      throw new ConfigException(
          "couldn't find local name \"" + name + "\" in the initial cluster configuration");
    }
  }

  private void requireUnique() {
    if (hasDuplicateUrl()) {
      throw new ConfigException("initial cluster " + this + " has duplicate url");
    }
  }

  /** Whether an address stands there twice. */
  public boolean hasDuplicateUrl() {
    Set<URI> seen = new HashSet<>();
    return peerUrls.values().stream().flatMap(List::stream).anyMatch(url -> !seen.add(url));
  }

  private static ConfigException mismatch(String name, List<String> listed, List<String> told) {
    String missing = missing(name, listed, told);
    if (!missing.isEmpty()) {
      return new ConfigException(
          "--initial-cluster has "
              + missing
              + " but missing from --initial-advertise-peer-urls="
              + String.join(",", told));
    }
    return new ConfigException(
        "--initial-advertise-peer-urls has "
            + String.join(",", told.stream().filter(url -> !listed.contains(url)).toList())
            + " but missing from --initial-cluster="
            + missing(name, listed, List.of()));
  }

  private static String missing(String name, List<String> urls, List<String> from) {
    return String.join(
        ",",
        urls.stream().filter(url -> !from.contains(url)).map(url -> name + "=" + url).toList());
  }

  /** The addresses of everybody but one member. */
  public List<URI> peerUrlsWithout(String name) {
    List<URI> others = new ArrayList<>();
    peerUrls.forEach((member, urls) -> others.addAll(member.equals(name) ? List.of() : urls));
    return others;
  }

  /** Sorted, as etcd compares and stores them. */
  private static List<String> texts(List<URI> urls) {
    return urls.stream().map(URI::toString).sorted().toList();
  }

  /** The form in which it was given, sorted. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    peerUrls.forEach((name, urls) -> texts(urls).forEach(url -> parts.add(name + "=" + url)));
    return String.join(",", parts);
  }
}
