package dev.balsa.embedded;

/**
 * Under which name and addresses a member is known.
 *
 * @param name its name
 * @param clientUrl where clients find it; a name that only this JVM knows if no port is open
 * @param peerUrl what its id is made of; nothing listens there
 */
record Addresses(String name, String clientUrl, String peerUrl) {

  /**
   * The addresses of a member.
   *
   * @param number from 1
   * @param clientPort 0 if no port is open
   * @param scheme of the client port, http or https
   */
  static Addresses of(int number, int clientPort, String scheme) {
    String name = "m" + number;
    return new Addresses(
        name,
        clientPort == 0 ? "http://" + name + ".balsa:2379" : scheme + "://127.0.0.1:" + clientPort,
        "http://" + name + ".balsa:2380");
  }
}
