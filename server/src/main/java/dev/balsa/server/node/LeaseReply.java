package dev.balsa.server.node;

import dev.balsa.server.errors.EtcdError;
import java.util.List;

/** Where the answer about one lease goes. Exactly one method is called, once; neither may block. */
public interface LeaseReply {

  /**
   * What is known of the lease.
   *
   * @param revision the store's revision for the response header, taken before the lease was
   *     touched
   * @param ttlSeconds seconds left (for a renewal: seconds granted); 0 after renewing, -1 after
   *     asking for, a lease that is not there
   * @param grantedTtlSeconds seconds granted when the lease was made; 0 if it is not there
   * @param keys the attached keys in order, empty unless asked for
   */
  void lease(long revision, long ttlSeconds, long grantedTtlSeconds, List<byte[]> keys);

  /** The question could not be answered. */
  void failed(EtcdError error);
}
