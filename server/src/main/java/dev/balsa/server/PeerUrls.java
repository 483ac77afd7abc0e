package dev.balsa.server;

import dev.balsa.server.logging.Log;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether lists of addresses lead to the same places. */
final class PeerUrls {

  private static final Log LOG = Log.of(PeerUrls.class);

  private PeerUrls() {}

  /** By their text, or else by what the names in them stand for; asks the name service. */
  static boolean same(List<String> one, List<String> other) {
    List<String> sorted = one.stream().sorted().toList();
    if (sorted.equals(other.stream().sorted().toList())) {
      return true;
    }
    if (one.size() != other.size()) {
      return false;
    }
    try {
      return places(one).equals(places(other));
    } catch (UnknownHostException e) {
      LOG.warn("cannot resolve a peer address", "error", e.getMessage());
      return false;
    }
  }

  private static Set<String> places(List<String> urls) throws UnknownHostException {
    TreeSet<String> places = new TreeSet<>();
    for (String text : urls) {
      URI url = URI.create(text);
      if (url.getHost() == null) {
        places.add(text);
        continue;
      }
      String[] found =
          Arrays.stream(InetAddress.getAllByName(url.getHost()))
              .map(InetAddress::getHostAddress)
              .sorted()
              .toArray(String[]::new);
      places.add(url.getScheme() + "://" + found[0] + ":" + url.getPort());
    }
    return places;
  }
}
