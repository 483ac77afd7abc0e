package dev.balsa.server.node;

/** Where a member meets the others. */
@FunctionalInterface
public interface PeerNetwork {

  /** The network of a member that will never have others to talk to. */
  PeerNetwork NONE = self -> new Alone();

  /**
   * Connects a member that is about to start.
   *
   * @param self what arrives for the member goes there; nothing may be handed over before this call
   *     has returned
   */
  PeerLink join(PeerHost self);
}
