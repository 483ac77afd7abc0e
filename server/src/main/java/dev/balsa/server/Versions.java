package dev.balsa.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which versions run here. */
public final class Versions {

  private Versions() {}

  /** The version of Balsa, as the build wrote it. */
  public static String balsa() {
    try (InputStream in = Versions.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("balsa");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The text behind {@code --version}: first the line that tools made for etcd look for.
   *
   * @param apiVersion the version of etcd that clients are told
   */
  static String render(String apiVersion) {
    return "etcd Version: "
        + apiVersion
        + "\nBalsa Version: "
        + balsa()
        + "\nJava Version: "
        + System.getProperty("java.vm.version")
        + "\nOS/Arch: "
        + System.getProperty("os.name")
        + "/"
        + System.getProperty("os.arch")
        + "\n";
  }
}
