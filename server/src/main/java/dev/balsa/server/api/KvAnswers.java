package dev.balsa.server.api;

import dev.balsa.mvcc.EncodedRange;
import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.OpResult;
import java.util.ArrayList;
import java.util.List;

/**
 * The responses of the KV service. Stored key-values are spliced in byte for byte:
 *
 * <pre>
 *  RangeResponse   0a LEN header | 12 LEN stored bytes | 12 LEN stored bytes ... | 18 more | 20 count
 * </pre>
 */
final class KvAnswers {

  private static final int KVS = 2;
  private static final int MORE = 3;
  private static final int COUNT = 4;
  private static final int PREV_KV = 2;
  private static final int DELETED = 2;
  private static final int PREV_KVS = 3;
  private static final int SUCCEEDED = 2;
  private static final int RESPONSES = 3;
  private static final int RANGE_RESPONSE = 1;

  private KvAnswers() {}

  /** The response to whatever the store executed. */
  static WireMessage of(Header header, OpResult result) {
    if (result instanceof OpResult.RangeResult range) {
      return new Range(header, range);
    } else if (result instanceof OpResult.PutResult put) {
      return new Put(header, put);
    } else if (result instanceof OpResult.DeleteResult delete) {
      return new Delete(header, delete);
    }
    return new Txn(header, (OpResult.TxnResult) result);
  }

  private static long size(List<KeyValue> kvs) {
    long size = 0;
    for (int i = 0; i < kvs.size(); i++) {
      size += WireOutput.bytesSize(kvs.get(i).wire().length);
    }
    return size;
  }

  private static void write(int field, List<KeyValue> kvs, WireOutput out) {
    for (int i = 0; i < kvs.size(); i++) {
      out.bytes(field, kvs.get(i).wire());
    }
  }

  /** {@code RangeResponse}; without a header in all but the last page of a stream. */
  static final class Range implements WireMessage {
    private final Header header;
    private final OpResult.RangeResult result;
    private final long size;

    Range(Header header, OpResult.RangeResult result) {
      this.header = header;
      this.result = result;
      this.size =
          (header == null ? 0 : header.fieldSize())
              + KvAnswers.size(result.kvs())
              + WireOutput.numberSize(result.more() ? 1 : 0)
              + WireOutput.numberSize(result.count());
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public void writeTo(WireOutput out) {
      if (header != null) {
        header.writeField(out);
      }
      KvAnswers.write(KVS, result.kvs(), out);
      out.flag(MORE, result.more());
      out.number(COUNT, result.count());
    }
  }

  /** {@code RangeResponse} of a list whose versions are framed already. */
  record EncodedList(Header header, EncodedRange list) implements WireMessage {
    @Override
    public long size() {
      return header.fieldSize()
          + list.bytes()
          + WireOutput.numberSize(list.more() ? 1 : 0)
          + WireOutput.numberSize(list.count());
    }

    @Override
    public void writeTo(WireOutput out) {
      header.writeField(out);
      for (EncodedRange.Part part : list.parts()) {
        out.raw(part.bytes(), part.offset(), part.length());
      }
      out.flag(MORE, list.more());
      out.number(COUNT, list.count());
    }
  }

  /** {@code RangeStreamResponse}: a page. */
  record Page(Range range) implements WireMessage {
    @Override
    public long size() {
      return WireOutput.bytesSize(range.size());
    }

    @Override
    public void writeTo(WireOutput out) {
      out.message(RANGE_RESPONSE, range);
    }
  }

  private record Put(Header header, OpResult.PutResult result) implements WireMessage {
    @Override
    public long size() {
      KeyValue prev = result.prev();
      return header.fieldSize() + (prev == null ? 0 : WireOutput.bytesSize(prev.wire().length));
    }

    @Override
    public void writeTo(WireOutput out) {
      header.writeField(out);
      if (result.prev() != null) {
        out.bytes(PREV_KV, result.prev().wire());
      }
    }
  }

  private record Delete(Header header, OpResult.DeleteResult result) implements WireMessage {
    @Override
    public long size() {
      return header.fieldSize()
          + WireOutput.numberSize(result.deleted())
          + KvAnswers.size(result.prevs());
    }

    @Override
    public void writeTo(WireOutput out) {
      header.writeField(out);
      out.number(DELETED, result.deleted());
      KvAnswers.write(PREV_KVS, result.prevs(), out);
    }
  }

  private static final class Txn implements WireMessage {
    private final Header header;
    private final boolean succeeded;
    private final List<ResponseOp> responses;
    private final long size;

    Txn(Header header, OpResult.TxnResult result) {
      this.header = header;
      this.succeeded = result.succeeded();
      this.responses = new ArrayList<>(result.results().size());
      long sum = header.fieldSize() + WireOutput.numberSize(succeeded ? 1 : 0);
      for (OpResult inner : result.results()) {
        ResponseOp response = ResponseOp.of(inner);
        responses.add(response);
        sum += WireOutput.bytesSize(response.size());
      }
      this.size = sum;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public void writeTo(WireOutput out) {
      header.writeField(out);
      out.flag(SUCCEEDED, succeeded);
      for (ResponseOp response : responses) {
        out.message(RESPONSES, response);
      }
    }
  }

  /**
   * One answer inside a transaction.
   *
   * @param field the member of the oneof: 1 range, 2 put, 3 delete, 4 transaction
   */
  private record ResponseOp(int field, WireMessage content, long contentSize)
      implements WireMessage {

    static ResponseOp of(OpResult result) {
      int field =
          result instanceof OpResult.RangeResult
              ? 1
              : result instanceof OpResult.PutResult
                  ? 2
                  : result instanceof OpResult.DeleteResult ? 3 : 4;
      WireMessage content = KvAnswers.of(Header.inner(result.revision()), result);
      return new ResponseOp(field, content, content.size());
    }

    @Override
    public long size() {
      return WireOutput.bytesSize(contentSize);
    }

    @Override
    public void writeTo(WireOutput out) {
      out.head(field, contentSize);
      content.writeTo(out);
    }
  }
}
