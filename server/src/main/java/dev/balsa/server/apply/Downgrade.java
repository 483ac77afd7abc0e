package dev.balsa.server.apply;

/**
 * Whether the cluster is on its way to an older version, so that members of it may take over.
 *
 * @param targetVersion such as {@code 3.6.0}; empty if there is none
 */
public record Downgrade(boolean enabled, String targetVersion) {

  /** The usual state. */
  public static final Downgrade NONE = new Downgrade(false, "");
}
