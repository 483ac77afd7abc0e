package dev.balsa.jepsen.history;

import java.util.ArrayList;
import java.util.List;

/** Reads what {@link ReplyText} writes; the request says which reply it must be. */
final class ReplyReader {

  private final Tokens tokens;

  ReplyReader(Tokens tokens) {
    this.tokens = tokens;
  }

  Reply reply(Request request) throws BadHistoryException {
    long revision = tokens.number("rev");
    if (request instanceof Request.Range) {
      long count = tokens.number("count");
      boolean more = tokens.takeIf("more");
      return new Reply.Range(revision, versions(), more, count);
    }
    if (request instanceof Request.Put) {
      return new Reply.Put(revision, tokens.takeIf("was") ? version() : null);
    }
    if (request instanceof Request.Delete) {
      long deleted = tokens.number("deleted");
      return new Reply.Delete(revision, deleted, versions());
    }
    if (request instanceof Request.Txn txn) {
      return txn(revision, txn);
    }
    return other(revision, request);
  }

  private Reply other(long revision, Request request) throws BadHistoryException {
    if (request instanceof Request.Grant) {
      return new Reply.Grant(revision, tokens.hex("lease"), tokens.number("ttl"));
    }
    if (request instanceof Request.Revoke) {
      return new Reply.Revoke(revision);
    }
    if (request instanceof Request.KeepAlive) {
      return new Reply.KeepAlive(revision, tokens.number("ttl"));
    }
    if (request instanceof Request.TimeToLive) {
      long ttl = tokens.number("ttl");
      long granted = tokens.number("granted");
      List<String> keys = new ArrayList<>();
      while (tokens.nextIsString()) {
        keys.add(tokens.string());
      }
      return new Reply.TimeToLive(revision, ttl, granted, List.copyOf(keys));
    }
    return new Reply.Compact(revision);
  }

  private Reply.Txn txn(long revision, Request.Txn txn) throws BadHistoryException {
    boolean succeeded = tokens.takeIf("then");
    if (!succeeded) {
      tokens.expect("else");
    }
    List<Request> branch = succeeded ? txn.success() : txn.failure();
    List<Reply> replies = new ArrayList<>();
    while (tokens.takeIf("(")) {
      if (replies.size() == branch.size()) {
        throw tokens.bad("more replies than the branch has requests");
      }
      replies.add(reply(branch.get(replies.size())));
      tokens.expect(")");
    }
    return new Reply.Txn(revision, succeeded, List.copyOf(replies));
  }

  List<KeyVersion> versions() throws BadHistoryException {
    List<KeyVersion> versions = new ArrayList<>();
    while (tokens.nextIs("{")) {
      versions.add(version());
    }
    return List.copyOf(versions);
  }

  KeyVersion version() throws BadHistoryException {
    tokens.expect("{");
    String key = tokens.string();
    String value = tokens.string();
    long create = tokens.number("c");
    long mod = tokens.number("m");
    long version = tokens.number("v");
    long lease = tokens.hex("l", 0);
    tokens.expect("}");
    return new KeyVersion(key, value, create, mod, version, lease);
  }
}
