package dev.balsa.jepsen.history;

/** Replies in a history file. */
final class ReplyText {

  private ReplyText() {}

  static void append(StringBuilder out, Reply reply) {
    out.append("rev=").append(reply.revision());
    if (reply instanceof Reply.Range range) {
      out.append(" count=").append(range.count());
      HistoryText.flag(out, "more", range.more());
      HistoryText.versions(out, range.kvs());
    } else if (reply instanceof Reply.Put put) {
      if (put.prev() != null) {
        HistoryText.version(out.append(" was "), put.prev());
      }
    } else if (reply instanceof Reply.Delete delete) {
      out.append(" deleted=").append(delete.deleted());
      HistoryText.versions(out, delete.prevs());
    } else if (reply instanceof Reply.Txn txn) {
      out.append(txn.succeeded() ? " then" : " else");
      for (Reply inner : txn.replies()) {
        append(out.append(" ("), inner);
        out.append(')');
      }
    } else if (reply instanceof Reply.Grant grant) {
      HistoryText.lease(out, grant.id());
      out.append(" ttl=").append(grant.ttlSeconds());
    } else if (reply instanceof Reply.KeepAlive keepAlive) {
      out.append(" ttl=").append(keepAlive.ttlSeconds());
    } else if (reply instanceof Reply.TimeToLive timeToLive) {
      out.append(" ttl=").append(timeToLive.ttlSeconds());
      out.append(" granted=").append(timeToLive.grantedTtlSeconds());
      for (String key : timeToLive.keys()) {
        out.append(' ').append(Octets.quote(key));
      }
    }
  }
}
