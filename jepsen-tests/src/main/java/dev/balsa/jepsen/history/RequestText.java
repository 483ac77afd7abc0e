package dev.balsa.jepsen.history;

import java.util.List;

/** Requests in a history file. */
final class RequestText {

  private RequestText() {}

  static void append(StringBuilder out, Request request) {
    if (request instanceof Request.Range range) {
      append(out, range);
    } else if (request instanceof Request.Put put) {
      out.append("put ").append(Octets.quote(put.key())).append(' ');
      out.append(Octets.quote(put.value()));
      if (put.lease() != 0) {
        HistoryText.lease(out, put.lease());
      }
      HistoryText.flag(out, "prev", put.prevKv());
    } else if (request instanceof Request.Delete delete) {
      HistoryText.interval(out.append("delete "), delete.key(), delete.end());
      HistoryText.flag(out, "prev", delete.prevKv());
    } else if (request instanceof Request.Txn txn) {
      append(out, txn);
    } else {
      appendOther(out, request);
    }
  }

  private static void append(StringBuilder out, Request.Range range) {
    HistoryText.interval(out.append("range "), range.key(), range.end());
    HistoryText.number(out, "rev", range.revision(), 0);
    HistoryText.number(out, "limit", range.limit(), 0);
    HistoryText.flag(out, "serializable", range.serializable());
    HistoryText.flag(out, "keys-only", range.keysOnly());
    HistoryText.flag(out, "count-only", range.countOnly());
  }

  private static void appendOther(StringBuilder out, Request request) {
    if (request instanceof Request.Compact compact) {
      out.append("compact rev=").append(compact.revision());
    } else if (request instanceof Request.Grant grant) {
      HistoryText.lease(out.append("grant"), grant.id());
      out.append(" ttl=").append(grant.ttlSeconds());
    } else if (request instanceof Request.Revoke revoke) {
      HistoryText.lease(out.append("revoke"), revoke.id());
    } else if (request instanceof Request.KeepAlive keepAlive) {
      HistoryText.lease(out.append("keepalive"), keepAlive.id());
    } else if (request instanceof Request.TimeToLive timeToLive) {
      HistoryText.lease(out.append("timetolive"), timeToLive.id());
      HistoryText.flag(out, "keys", timeToLive.keys());
    }
  }

  private static void append(StringBuilder out, Request.Txn txn) {
    out.append("txn if");
    for (Compare compare : txn.compares()) {
      out.append(" (").append(HistoryText.name(compare.target())).append(' ');
      HistoryText.interval(out, compare.key(), compare.end());
      out.append(' ').append(compare.operator().sign()).append(' ');
      if (compare.target() == Compare.Target.VALUE) {
        out.append(Octets.quote(compare.value()));
      } else {
        out.append(compare.number());
      }
      out.append(')');
    }
    branch(out, "then", txn.success());
    branch(out, "else", txn.failure());
  }

  private static void branch(StringBuilder out, String name, List<Request> requests) {
    out.append(' ').append(name);
    for (Request request : requests) {
      append(out.append(" ("), request);
      out.append(')');
    }
  }
}
