package dev.balsa.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** URLs in a row, separated by commas, each with a host and a port and nothing after them. */
public final class UrlList {

  private static final Set<String> SCHEMES = Set.of("http", "https", "unix", "unixs");
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private UrlList() {}

  /**
   * Reads the list; no text is no URL.
   *
   * @throws IllegalArgumentException if one of them is not of the form {@code http://host:port}
   */
  static List<URI> parse(String text) {
    List<URI> urls = new ArrayList<>();
    if (!text.isBlank()) {
      for (String url : text.split(",", -1)) {
        urls.add(parseOne(url.strip()));
      }
    }
    return List.copyOf(urls);
  }

  /**
   * Reads one URL, with etcd's rules for the addresses of members.
   *
   * @throws IllegalArgumentException if it is not of the form {@code http://host:port}
   */
  public static URI parseOne(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a URL such as http://127.0.0.1:2379", e);
    }
    if (url.getScheme() == null || !SCHEMES.contains(url.getScheme())) {
      throw new IllegalArgumentException("URL scheme must be http, https, unix, or unixs: " + text);
    }
    if (url.getScheme().startsWith("unix")) {
      return url;
    }
    if (url.getHost() == null || url.getPort() < 0 || url.getPort() > 65_535) {
      throw new IllegalArgumentException("URL must have the form http://host:port: " + text);
    }
    boolean bare =
        url.getRawPath().isEmpty() && url.getRawQuery() == null && url.getRawFragment() == null;
    if (!bare || url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("URL must not contain a path: " + text);
    }
    return url;
  }

  /** Whether a socket can be bound to the URL's host without asking a name server. */
  static boolean isBindable(URI url) {
    if (url.getScheme().startsWith("unix")) {
      return true;
    }
    String host = url.getHost();
    return host.equals("localhost") || host.startsWith("[") || IPV4.matcher(host).matches();
  }
}
