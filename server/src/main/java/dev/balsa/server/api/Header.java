package dev.balsa.server.api;

/**
 * One {@code ResponseHeader}.
 *
 * @param identity the encoded fields cluster_id and member_id; empty in the answers inside a
 *     transaction
 */
record Header(byte[] identity, long revision, long term) implements WireMessage {

  private static final byte[] NOBODY = {};
  private static final int FIELD = 1;
  private static final int REVISION = 3;
  private static final int RAFT_TERM = 4;

  /** The header of an answer inside a transaction: nothing but the revision. */
  static Header inner(long revision) {
    return new Header(NOBODY, revision, 0);
  }

  @Override
  public long size() {
    return (long) identity.length + WireOutput.numberSize(revision) + WireOutput.numberSize(term);
  }

  @Override
  public void writeTo(WireOutput out) {
    out.raw(identity);
    out.number(REVISION, revision);
    out.number(RAFT_TERM, term);
  }

  /** Length of the header as field 1 of a response. */
  long fieldSize() {
    return WireOutput.bytesSize(size());
  }

  /** The header as field 1 of a response, for many responses that begin with the same one. */
  byte[] field() {
    WireOutput out = WireOutput.keeping((int) fieldSize());
    writeField(out);
    return out.toArray();
  }

  /** Writes the header as field 1 of a response. */
  void writeField(WireOutput out) {
    out.message(FIELD, this);
  }
}
