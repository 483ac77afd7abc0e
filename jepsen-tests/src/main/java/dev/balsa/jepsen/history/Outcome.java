package dev.balsa.jepsen.history;

/** How an operation ended for its client. */
public sealed interface Outcome {

  /** As it stands in a history file. */
  default String text() {
    return HistoryText.outcome(this);
  }

  /** The server answered. */
  record Answered(Reply reply) implements Outcome {}

  /**
   * The server refused: the operation took no effect and never will.
   *
   * @param error the server's text, such as {@code etcdserver: requested lease not found}
   */
  record Refused(String error) implements Outcome {}

  /**
   * Nobody told the client: the operation may have taken effect, may yet, or never will.
   *
   * @param reason for a person's eyes, such as {@code deadline exceeded}
   */
  record Unknown(String reason) implements Outcome {}
}
