package dev.balsa.server.node;

import java.io.IOException;

/**
 * This member was removed from its cluster: it stops, and never comes back under its id. Its data
 * are of no use to the cluster any more.
 */
public final class MemberRemovedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** In etcd's words. */
  public MemberRemovedException() {
    super("the member has been permanently removed from the cluster");
  }
}
