package dev.balsa.server.api;

import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.OpResult;
import dev.balsa.mvcc.View;
import dev.balsa.server.errors.EtcdError;
import io.grpc.Status;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The pages of one range, read in the background from one view at one revision, each when the
 * client has taken those before.
 *
 * <p>The first page has 10 keys. A page that encodes to less than half of the request limit doubles
 * the next one's keys, one of more than twice the limit halves them. Header, {@code more} and
 * {@code count} stand in the last page alone.
 */
final class RangePages {

  private static final int FIRST_PAGE_KEYS = 10;
  private static final int MAX_PAGE_KEYS = 1 << 20;

  private final ApiContext context;
  private final View view;
  private final Op.Range whole;
  private final long revision;
  private final StreamCall call;

  /** Calls of {@link #proceed} not yet answered; whoever raises it from 0 does the work. */
  private final AtomicInteger wanted = new AtomicInteger();

  // Below: touched by the worker alone.
  private byte[] nextKey;
  private long sentKeys;
  private long count = -1;
  private int pageKeys = FIRST_PAGE_KEYS;
  private boolean finished;

  RangePages(ApiContext context, View view, Op.Range whole, StreamCall call) {
    this.context = context;
    this.view = view;
    this.whole = whole;
    this.revision = whole.revision() > 0 ? whole.revision() : view.revision();
    this.call = call;
    this.nextKey = whole.range().key();
  }

  /** Sends pages in the background for as long as the transport takes them. Any thread. */
  void proceed() {
    if (wanted.getAndIncrement() == 0 && !context.replica().execute(this::work)) {
      call.fail(EtcdError.REQUEST_TOO_MANY_REQUESTS);
    }
  }

  private void work() {
    int seen;
    do {
      seen = wanted.get();
      try {
        while (!finished && call.isReady()) {
          sendPage();
        }
      } catch (RuntimeException e) {
        finished = true;
        call.end(Errors.of(e));
      }
    } while (!wanted.compareAndSet(seen, 0));
  }

  private void sendPage() {
    long left = whole.limit() > 0 ? whole.limit() - sentKeys : Long.MAX_VALUE;
    OpResult.RangeResult page = view.range(pageOf(Math.min(left, pageKeys)));
    List<KeyValue> kvs = page.kvs();
    if (count < 0) {
      count = page.count(); // later pages count only what is left
    }
    sentKeys += kvs.size();
    finished = !page.more() || kvs.size() >= left;
    if (finished) {
      OpResult.RangeResult last =
          new OpResult.RangeResult(kvs, page.more(), count, page.revision());
      call.send(
          new KvAnswers.Page(new KvAnswers.Range(context.headers().at(view.revision()), last)));
      call.end(Status.OK);
      context.metrics().mvcc.ranges.inc();
      return;
    }
    KvAnswers.Page message =
        new KvAnswers.Page(new KvAnswers.Range(null, new OpResult.RangeResult(kvs, false, 0, 0)));
    call.send(message);
    byte[] lastKey = kvs.get(kvs.size() - 1).key();
    nextKey = Arrays.copyOf(lastKey, lastKey.length + 1);
    adjustPage(message.size());
  }

  private Op.Range pageOf(long keys) {
    KeyRange range =
        whole.range().isSingle() ? whole.range() : new KeyRange(nextKey, whole.range().end());
    return new Op.Range(
        range,
        keys,
        revision,
        whole.order(),
        whole.target(),
        whole.keysOnly(),
        whole.countOnly(),
        0,
        0,
        0,
        0);
  }

  private void adjustPage(long bytes) {
    long limit = context.settings().maxRequestBytes();
    if (bytes < limit / 2 && pageKeys < MAX_PAGE_KEYS) {
      pageKeys *= 2;
    } else if (bytes > limit * 2 && pageKeys > 1) {
      pageKeys /= 2;
    }
  }
}
