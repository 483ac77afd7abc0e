package dev.balsa.watch;

import dev.balsa.mvcc.Event;
import dev.balsa.mvcc.HistoryPage;
import dev.balsa.mvcc.KeyRange;
import dev.balsa.mvcc.KeyValue;
import dev.balsa.mvcc.View;
import java.util.function.Supplier;

/** What the hub reads of the store: always its newest state. */
interface History {

  long revision();

  /** Changes below this revision cannot be read. */
  long compactRevision();

  /** As {@link View#history}. */
  HistoryPage read(KeyRange range, long from, long to, int maxRevisions, int maxBytes);

  /** As {@link View#previous}. */
  KeyValue previous(Event event);

  /** The history of a store. */
  static History of(Supplier<View> view) {
    return new History() {
      @Override
      public long revision() {
        return view.get().revision();
      }

      @Override
      public long compactRevision() {
        return view.get().compactRevision();
      }

      @Override
      public HistoryPage read(KeyRange range, long from, long to, int maxRevisions, int maxBytes) {
        return view.get().history(range, from, to, maxRevisions, maxBytes);
      }

      @Override
      public KeyValue previous(Event event) {
        return view.get().previous(event);
      }
    };
  }
}
