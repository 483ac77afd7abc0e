package dev.balsa.jepsen.sim;

import dev.balsa.jepsen.history.Reply;
import dev.balsa.server.errors.EtcdError;

/** Where the answer to one request goes. Exactly one method is called, once. */
interface Answer {
  void reply(Reply reply);

  void failed(EtcdError error);
}
