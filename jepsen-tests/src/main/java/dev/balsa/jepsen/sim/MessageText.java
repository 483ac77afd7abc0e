package dev.balsa.jepsen.sim;

import dev.balsa.raft.Message;
import java.util.Locale;

/** A message in a line of a trace. */
final class MessageText {

  private MessageText() {}

  static String of(Message m) {
    StringBuilder text = new StringBuilder(m.type().name().toLowerCase(Locale.ROOT));
    text.append(' ').append(m.from()).append("->").append(m.to());
    text.append(" term ").append(m.term());
    text.append(" at ").append(m.index()).append('/').append(m.logTerm());
    if (!m.entries().isEmpty()) {
      text.append(" entries ").append(m.entries().get(0).index());
      text.append("..").append(m.entries().get(m.entries().size() - 1).index());
    }
    text.append(" commit ").append(m.commit());
    if (m.reject()) {
      text.append(" rejects, hint ").append(m.rejectHint());
    }
    if (m.context() != 0) {
      text.append(" context ").append(Long.toHexString(m.context()));
    }
    if (m.snapshot() != null) {
      text.append(" snapshot ")
          .append(m.snapshot().index())
          .append('/')
          .append(m.snapshot().term());
    }
    return text.toString();
  }
}
