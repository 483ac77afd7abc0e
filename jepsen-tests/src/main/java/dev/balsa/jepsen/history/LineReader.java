package dev.balsa.jepsen.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the lines that {@link HistoryText} writes. */
final class LineReader {

  private final Tokens tokens;
  private final ReplyReader replies;

  LineReader(Tokens tokens) {
    this.tokens = tokens;
    this.replies = new ReplyReader(tokens);
  }

  Operation operation() throws BadHistoryException {
    int client = tokens.numbered("c");
    String member = tokens.name();
    long invoked = tokens.number();
    long returned = tokens.takeIf("-") ? Operation.NEVER : tokens.number();
    if (returned < invoked) {
      throw tokens.bad("returns at " + returned + " before it is invoked at " + invoked);
    }
    Request request = new RequestReader(tokens).request();
    tokens.expect("->");
    return new Operation(client, member, invoked, returned, request, outcome(request, returned));
  }

  private Outcome outcome(Request request, long returned) throws BadHistoryException {
    if (tokens.takeIf("unknown")) {
      return new Outcome.Unknown(tokens.text());
    }
    if (returned == Operation.NEVER) {
      throw tokens.bad("what never returned has an unknown outcome");
    }
    if (tokens.takeIf("refused")) {
      return new Outcome.Refused(tokens.text());
    }
    return new Outcome.Answered(replies.reply(request));
  }

  WatchStart watch() throws BadHistoryException {
    int watch = tokens.numbered("w");
    int client = tokens.numbered("c");
    String member = tokens.name();
    long asked = tokens.number();
    String key = tokens.string();
    String end = tokens.nextIsString() ? tokens.string() : "";
    return new WatchStart(
        watch,
        client,
        member,
        asked,
        key,
        end,
        tokens.number("start", 0),
        tokens.takeIf("prev"),
        tokens.takeIf("no-put"),
        tokens.takeIf("no-delete"),
        tokens.takeIf("fragment"),
        tokens.nextNames("resumes") ? tokens.numbered("resumes=w") : -1);
  }

  WatchMessage message() throws BadHistoryException {
    int watch = tokens.numbered("w");
    long time = tokens.number();
    WatchMessage.Kind kind = kind();
    long revision = tokens.number("rev", 0);
    long compacted = tokens.number("compacted", 0);
    boolean fragment = tokens.takeIf("fragment");
    String reason = tokens.nextIsString() ? tokens.text() : "";
    List<WatchEvent> events = new ArrayList<>();
    while (!tokens.atEnd()) {
      events.add(event());
    }
    return new WatchMessage(
        watch, time, kind, revision, compacted, reason, fragment, List.copyOf(events));
  }

  private WatchMessage.Kind kind() throws BadHistoryException {
    String word = tokens.take();
    try {
      return WatchMessage.Kind.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw tokens.bad("no watch message is called " + word);
    }
  }

  private WatchEvent event() throws BadHistoryException {
    if (tokens.takeIf("put")) {
      KeyVersion kv = replies.version();
      return WatchEvent.put(kv, tokens.takeIf("was") ? replies.version() : null);
    }
    tokens.expect("delete");
    String key = tokens.string();
    long revision = tokens.number("m");
    return WatchEvent.delete(key, revision, tokens.takeIf("was") ? replies.version() : null);
  }

  StateReading state() throws BadHistoryException {
    String member = tokens.name();
    long time = tokens.number();
    long revision = tokens.number("rev");
    long compact = tokens.number("compact", 0);
    long hash = tokens.hex("hash", 0);
    List<Long> leases = null;
    if (tokens.takeIf("leases")) {
      leases = new ArrayList<>();
      tokens.expect("(");
      while (!tokens.takeIf(")")) {
        leases.add(tokens.hex());
      }
    }
    return new StateReading(member, time, revision, compact, hash, replies.versions(), leases);
  }

  Note note() throws BadHistoryException {
    return new Note(tokens.number(), tokens.text());
  }
}
