package dev.balsa.jepsen.history;

import java.util.List;

/** One line of a history file for each record; {@link LineReader} reads them back. */
final class HistoryText {

  private HistoryText() {}

  static String line(Operation op) {
    StringBuilder out = new StringBuilder("op c").append(op.client()).append(' ');
    out.append(word(op.member())).append(' ').append(op.invoked()).append(' ');
    out.append(op.returned() == Operation.NEVER ? "-" : Long.toString(op.returned())).append(' ');
    RequestText.append(out, op.request());
    return out.append(" -> ").append(outcome(op.outcome())).toString();
  }

  static String outcome(Outcome outcome) {
    StringBuilder out = new StringBuilder();
    if (outcome instanceof Outcome.Answered answered) {
      ReplyText.append(out, answered.reply());
    } else if (outcome instanceof Outcome.Refused refused) {
      out.append("refused ").append(Octets.quote(Octets.ofText(refused.error())));
    } else if (outcome instanceof Outcome.Unknown unknown) {
      out.append("unknown ").append(Octets.quote(Octets.ofText(unknown.reason())));
    }
    return out.toString();
  }

  static String line(WatchStart watch) {
    StringBuilder out = new StringBuilder("watch w").append(watch.watch());
    out.append(" c").append(watch.client()).append(' ').append(word(watch.member()));
    out.append(' ').append(watch.asked()).append(' ');
    interval(out, watch.key(), watch.end());
    number(out, "start", watch.startRevision(), 0);
    flag(out, "prev", watch.prevKv());
    flag(out, "no-put", watch.noPut());
    flag(out, "no-delete", watch.noDelete());
    flag(out, "fragment", watch.fragment());
    if (watch.resumes() >= 0) {
      out.append(" resumes=w").append(watch.resumes());
    }
    return out.toString();
  }

  static String line(WatchMessage message) {
    StringBuilder out = new StringBuilder("event w").append(message.watch()).append(' ');
    out.append(message.time()).append(' ').append(name(message.kind()));
    number(out, "rev", message.revision(), 0);
    number(out, "compacted", message.compactRevision(), 0);
    flag(out, "fragment", message.fragment());
    if (!message.reason().isEmpty()) {
      out.append(' ').append(Octets.quote(Octets.ofText(message.reason())));
    }
    for (WatchEvent event : message.events()) {
      out.append(event.delete() ? " delete " : " put ");
      if (event.delete()) {
        out.append(Octets.quote(event.kv().key())).append(" m=").append(event.revision());
      } else {
        version(out, event.kv());
      }
      if (event.prev() != null) {
        version(out.append(" was "), event.prev());
      }
    }
    return out.toString();
  }

  static String line(String kind, StateReading state) {
    StringBuilder out = new StringBuilder(kind).append(' ').append(word(state.member()));
    out.append(' ').append(state.time()).append(" rev=").append(state.revision());
    number(out, "compact", state.compactRevision(), 0);
    if (state.hash() != 0) {
      out.append(" hash=").append(Long.toHexString(state.hash()));
    }
    if (state.leases() != null) {
      out.append(" leases (");
      String space = "";
      for (long lease : state.leases()) {
        out.append(space).append(Long.toHexString(lease));
        space = " ";
      }
      out.append(')');
    }
    versions(out, state.kvs());
    return out.toString();
  }

  static String line(Note note) {
    return "note " + note.time() + ' ' + Octets.quote(Octets.ofText(note.text()));
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT);
  }

  static void interval(StringBuilder out, String key, String end) {
    out.append(Octets.quote(key));
    if (!end.isEmpty()) {
      out.append(' ').append(Octets.quote(end));
    }
  }

  static void number(StringBuilder out, String name, long value, long silent) {
    if (value != silent) {
      out.append(' ').append(name).append('=').append(value);
    }
  }

  static void lease(StringBuilder out, long id) {
    out.append(" lease=").append(Long.toHexString(id));
  }

  static void flag(StringBuilder out, String name, boolean set) {
    if (set) {
      out.append(' ').append(name);
    }
  }

  static void versions(StringBuilder out, List<KeyVersion> kvs) {
    for (KeyVersion kv : kvs) {
      version(out.append(' '), kv);
    }
  }

  static void version(StringBuilder out, KeyVersion kv) {
    out.append('{').append(Octets.quote(kv.key())).append(' ').append(Octets.quote(kv.value()));
    out.append(" c=").append(kv.createRevision()).append(" m=").append(kv.modRevision());
    out.append(" v=").append(kv.version());
    if (kv.lease() != 0) {
      out.append(" l=").append(Long.toHexString(kv.lease()));
    }
    out.append('}');
  }

  private static String word(String name) {
    return name.matches("[A-Za-z0-9_.:/-]+") ? name : Octets.quote(Octets.ofText(name));
  }
}
