package dev.balsa.server.discovery;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/** Asks a name server for SRV records. Blocks. */
final class SrvLookup {

  private static final String RECORD = "SRV";

  /** Doubles with each of the retries: 15 seconds in all. */
  private static final String PATIENCE_MILLIS = "1000";

  private static final String RETRIES = "4";

  private final String provider;

  /**
   * @param server host and port; empty for what the machine is set up with
   */
  SrvLookup(String server) {
    this.provider = server.isEmpty() ? "dns:" : "dns://" + server;
  }

  /**
   * The records of a name, sorted; never empty.
   *
   * @throws DiscoveryException if there are none, or nobody says so
   */
  @SuppressWarnings("BanJNDI") // the provider of DNS reads records as text and makes no objects
  List<SrvRecord> find(String name) throws DiscoveryException {
    try {
      DirContext dns = new InitialDirContext(environment());
      try {
        Attribute found = dns.getAttributes(name, new String[] {RECORD}).get(RECORD);
        if (found == null) {
          throw noSuchHost(name, null);
        }
        return read(found);
      } finally {
        dns.close();
      }
    } catch (NameNotFoundException e) {
      throw noSuchHost(name, e);
    } catch (NamingException | IllegalArgumentException e) {
      throw new DiscoveryException("lookup " + name + ": " + e.getMessage(), e);
    }
  }

  private static List<SrvRecord> read(Attribute found) throws NamingException {
    List<SrvRecord> records = new ArrayList<>();
    NamingEnumeration<?> all = found.getAll();
    while (all.hasMore()) {
      records.add(SrvRecord.parse(String.valueOf(all.next())));
    }
    records.sort(SrvRecord.ORDER);
    return records;
  }

  private static DiscoveryException noSuchHost(String name, Throwable cause) {
    return new DiscoveryException("lookup " + name + ": no such host", cause);
  }

  @SuppressWarnings("JdkObsolete") // the interface asks for it
  private Hashtable<String, String> environment() {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, provider);
    environment.put("com.sun.jndi.dns.timeout.initial", PATIENCE_MILLIS);
    environment.put("com.sun.jndi.dns.timeout.retries", RETRIES);
    return environment;
  }
}
