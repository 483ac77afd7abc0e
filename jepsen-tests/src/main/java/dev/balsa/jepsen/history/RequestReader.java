package dev.balsa.jepsen.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads what {@link RequestText} writes. */
final class RequestReader {

  private final Tokens tokens;

  RequestReader(Tokens tokens) {
    this.tokens = tokens;
  }

  Request request() throws BadHistoryException {
    String kind = tokens.take();
    return switch (kind) {
      case "range" -> range();
      case "put" ->
          new Request.Put(
              tokens.string(), tokens.string(), tokens.hex("lease", 0), tokens.takeIf("prev"));
      case "delete" -> new Request.Delete(tokens.string(), end(), tokens.takeIf("prev"));
      case "txn" -> txn();
      case "compact" -> new Request.Compact(tokens.number("rev"));
      case "grant" -> new Request.Grant(tokens.hex("lease"), tokens.number("ttl"));
      case "revoke" -> new Request.Revoke(tokens.hex("lease"));
      case "keepalive" -> new Request.KeepAlive(tokens.hex("lease"));
      case "timetolive" -> new Request.TimeToLive(tokens.hex("lease"), tokens.takeIf("keys"));
      default -> throw tokens.bad("no request is called " + kind);
    };
  }

  private Request.Range range() throws BadHistoryException {
    return new Request.Range(
        tokens.string(),
        end(),
        tokens.number("rev", 0),
        tokens.number("limit", 0),
        tokens.takeIf("serializable"),
        tokens.takeIf("keys-only"),
        tokens.takeIf("count-only"));
  }

  private String end() throws BadHistoryException {
    return tokens.nextIsString() ? tokens.string() : "";
  }

  private Request.Txn txn() throws BadHistoryException {
    tokens.expect("if");
    List<Compare> compares = new ArrayList<>();
    while (tokens.takeIf("(")) {
      compares.add(compare());
      tokens.expect(")");
    }
    return new Request.Txn(List.copyOf(compares), branch("then"), branch("else"));
  }

  private List<Request> branch(String name) throws BadHistoryException {
    tokens.expect(name);
    List<Request> requests = new ArrayList<>();
    while (tokens.takeIf("(")) {
      requests.add(request());
      tokens.expect(")");
    }
    return List.copyOf(requests);
  }

  private Compare compare() throws BadHistoryException {
    String word = tokens.take();
    Compare.Target target;
    try {
      target = Compare.Target.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw tokens.bad("nothing of a key is called " + word);
    }
    String key = tokens.string();
    String end = end();
    Compare.Operator operator = operator();
    return target == Compare.Target.VALUE
        ? new Compare(target, operator, key, end, 0, tokens.string())
        : new Compare(target, operator, key, end, tokens.number(), "");
  }

  private Compare.Operator operator() throws BadHistoryException {
    String sign = tokens.take();
    for (Compare.Operator operator : Compare.Operator.values()) {
      if (operator.sign().equals(sign)) {
        return operator;
      }
    }
    throw tokens.bad("expected =, >, < or != instead of " + sign);
  }
}
