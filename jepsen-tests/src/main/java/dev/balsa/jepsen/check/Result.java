package dev.balsa.jepsen.check;

import dev.balsa.jepsen.history.Reply;

/**
 * What the model answers: a reply or a refusal.
 *
 * @param reply null if refused
 * @param refusal etcd's error text, null if answered
 */
record Result(Reply reply, String refusal) {

  static Result of(Reply reply) {
    return new Result(reply, null);
  }

  static Result refused(String error) {
    return new Result(null, error);
  }
}
