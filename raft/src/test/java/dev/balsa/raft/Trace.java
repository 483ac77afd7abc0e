package dev.balsa.raft;

import java.util.List;
import java.util.stream.Collectors;

/** Messages and entries in the short form that traces use. */
final class Trace {

  private Trace() {}

  static String of(Message message) {
    StringBuilder text = new StringBuilder();
    text.append(message.from()).append(" -> ").append(message.to()).append(' ');
    text.append(message.type());
    if (message.term() != 0) {
      text.append(" term ").append(message.term());
    }
    switch (message.type()) {
      case APPEND -> {
        text.append(" after ").append(message.logTerm()).append('/').append(message.index());
        text.append(' ').append(of(message.entries())).append(" commit ").append(message.commit());
      }
      case COMMIT ->
          text.append(" after ")
              .append(message.logTerm())
              .append('/')
              .append(message.index())
              .append(" commit ")
              .append(message.commit());
      case APPEND_REPLY -> {
        text.append(message.reject() ? " refuses " : " accepts ").append(message.index());
        if (message.reject()) {
          text.append(", try ").append(message.logTerm()).append('/').append(message.rejectHint());
        }
      }
      case HEARTBEAT ->
          text.append(" commit ")
              .append(message.commit())
              .append(" round ")
              .append(message.context());
      case HEARTBEAT_REPLY -> text.append(" round ").append(message.context());
      case VOTE, PRE_VOTE -> {
        text.append(" log ends ").append(message.logTerm()).append('/').append(message.index());
        text.append(message.isForced() ? " forced" : "");
      }
      case VOTE_REPLY, PRE_VOTE_REPLY -> text.append(message.reject() ? " no" : " yes");
      case SNAPSHOT -> text.append(" at ").append(of(message.snapshot()));
      case PROPOSE -> text.append(' ').append(of(message.entries()));
      case PROPOSE_REFUSED ->
          text.append(' ').append(message.refusal()).append(' ').append(of(message.entries()));
      case READ_INDEX -> text.append(" read ").append(message.context());
      case READ_INDEX_REPLY ->
          text.append(" read ").append(message.context()).append(" at ").append(message.index());
      case TRANSFER_LEADER -> text.append(" to ").append(message.context());
      case TIMEOUT_NOW -> {}
    }
    return text.toString();
  }

  static String of(SnapshotMark mark) {
    return mark.term() + "/" + mark.index() + " " + of(mark.members());
  }

  static String of(Members members) {
    String text = "voters " + members.voters();
    if (members.isJoint()) {
      text += " outgoing " + members.votersOutgoing();
    }
    if (!members.learners().isEmpty()) {
      text += " learners " + members.learners();
    }
    if (!members.learnersNext().isEmpty()) {
      text += " learnersNext " + members.learnersNext();
    }
    return text;
  }

  static String of(List<Entry> entries) {
    return entries.stream().map(Trace::of).collect(Collectors.joining(" ", "[", "]"));
  }

  static String of(Entry entry) {
    String position = entry.index() == 0 ? "" : entry.term() + "/" + entry.index();
    String kind = entry.type() == EntryType.NORMAL ? "" : "*";
    return position + kind;
  }
}
