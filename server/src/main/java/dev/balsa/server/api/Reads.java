package dev.balsa.server.api;

import dev.balsa.mvcc.Op;
import dev.balsa.mvcc.SortOrder;
import dev.balsa.mvcc.View;
import dev.balsa.server.auth.Authority;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.node.ReadReply;
import java.util.function.Consumer;
import java.util.function.Function;

/** The way of a read: which view, which thread, the answer. */
final class Reads {

  /**
   * A page of so many keys is read in the connection's loop, where one that finds nothing in memory
   * delays the connections of that loop, but nobody's commits; more goes to the background.
   */
  private static final int SHORT_PAGE_KEYS = 16;

  private final ApiContext context;

  Reads(ApiContext context) {
    this.context = context;
  }

  /** Whether a range reads few keys whatever is in the store. */
  static boolean isShort(Op.Range range) {
    boolean page =
        range.limit() > 0
            && range.limit() <= SHORT_PAGE_KEYS
            && range.order() == SortOrder.NONE
            && !hasFilters(range);
    return range.range().isSingle() || (page && !range.countOnly());
  }

  /** Whether a read-only transaction compares and reads few keys. */
  static boolean isShort(Op.Txn txn) {
    return txn.compares().size() + txn.success().size() + txn.failure().size() <= SHORT_PAGE_KEYS
        && txn.compares().stream().allMatch(compare -> compare.range().isSingle())
        && txn.success().stream().allMatch(Reads::isSingle)
        && txn.failure().stream().allMatch(Reads::isSingle);
  }

  private static boolean isSingle(Op op) {
    return op instanceof Op.Range range && range.range().isSingle();
  }

  private static boolean hasFilters(Op.Range range) {
    return range.minModRevision() != 0
        || range.maxModRevision() != 0
        || range.minCreateRevision() != 0
        || range.maxCreateRevision() != 0;
  }

  /**
   * Answers a call from a view.
   *
   * @param serializable whether this member's state will do, however old it is
   * @param isShort whether the read is over in microseconds
   * @param question whether the caller may read it; put when the view is there, so that what was
   *     written after a permission was taken away stays unseen
   * @param read makes the response; may throw what {@link View} throws
   */
  void run(
      boolean serializable,
      boolean isShort,
      UnaryCall call,
      Authority.Question question,
      Function<View, WireMessage> read) {
    view(
        serializable,
        view -> {
          if (!serializable) {
            call.confirmed();
          }
          call.goOn(() -> read(view, isShort, call, question, read));
        },
        call::fail);
  }

  private void read(
      View view,
      boolean isShort,
      UnaryCall call,
      Authority.Question question,
      Function<View, WireMessage> read) {
    if (!context.gate().passes(call, question)) {
      return;
    }
    if (isShort) {
      answer(call, view, read);
    } else if (!context.replica().execute(() -> answer(call, view, read))) {
      call.fail(EtcdError.REQUEST_TOO_MANY_REQUESTS);
    }
  }

  /** Gets the view to read from. Exactly one of the two is called, once. */
  void view(boolean serializable, Consumer<View> ready, Consumer<EtcdError> failed) {
    if (serializable) {
      ready.accept(context.replica().view());
      return;
    }
    context
        .replica()
        .linearize(
            new ReadReply() {
              @Override
              public void ready(View view) {
                ready.accept(view);
              }

              @Override
              public void failed(EtcdError error) {
                failed.accept(error);
              }
            });
  }

  private static void answer(UnaryCall call, View view, Function<View, WireMessage> read) {
    if (call.isEnded()) {
      return;
    }
    try {
      call.answer(read.apply(view));
    } catch (RuntimeException e) {
      call.fail(Errors.of(e));
    }
  }
}
