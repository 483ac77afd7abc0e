package dev.balsa.server.node;

import dev.balsa.mvcc.View;
import dev.balsa.server.errors.EtcdError;

/**
 * Where the answer to {@link Replica#linearize} goes. Exactly one method is called, once; neither
 * may block.
 */
public interface ReadReply {

  /** The view to read from: it contains everything acknowledged before the call. */
  void ready(View view);

  /** No linearizable read is possible now. */
  void failed(EtcdError error);
}
