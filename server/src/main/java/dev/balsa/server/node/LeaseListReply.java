package dev.balsa.server.node;

import dev.balsa.server.errors.EtcdError;
import java.util.List;

/** Where the list of leases goes. Exactly one method is called, once; neither may block. */
public interface LeaseListReply {

  /** The ids, those that run out first at the front. */
  void leases(long revision, List<Long> ids);

  /** The question could not be answered. */
  void failed(EtcdError error);
}
