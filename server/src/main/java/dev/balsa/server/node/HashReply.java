package dev.balsa.server.node;

import dev.balsa.mvcc.HashKv;
import dev.balsa.server.errors.EtcdError;

/**
 * Where another member's hash of its key space goes. Exactly one method is called, once; neither
 * may block.
 */
public interface HashReply {

  /** The hash, and what it covers. */
  void hash(HashKv hash);

  /**
   * There is no hash: the member cannot be reached, has not got so far (FUTURE_REV), or has
   * forgotten the revision (COMPACTED).
   */
  void failed(EtcdError error);
}
