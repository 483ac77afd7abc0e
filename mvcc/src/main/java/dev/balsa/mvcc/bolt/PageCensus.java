package dev.balsa.mvcc.bolt;

import java.io.IOException;
import java.util.BitSet;
import java.util.function.LongConsumer;

/** Counts every page of a file once: one bit a page. */
final class PageCensus {

  private static final int PROGRESS_PAGES = 1 << 14;

  private final BoltFile file;
  private final long pages;
  private final LongConsumer progress;
  private final BitSet seen = new BitSet();
  private long count;

  PageCensus(BoltFile file, long pages, LongConsumer progress) throws IOException {
    this.file = file;
    this.pages = pages;
    this.progress = progress;
    if (pages > Integer.MAX_VALUE) {
      throw file.damaged(0, "the file has " + pages + " pages, more than can be checked");
    }
  }

  void use(long first, int number) throws IOException {
    if (first < 0 || first + number > pages) {
      throw file.damaged(first, "it is in use, but the file has " + pages + " pages only");
    }
    for (int page = (int) first; page < first + number; page++) {
      if (seen.get(page)) {
        throw file.damaged(page, "it is in use twice");
      }
      seen.set(page);
      if (++count % PROGRESS_PAGES == 0) {
        progress.accept(count);
      }
    }
  }

  /**
   * A tree cannot be deeper than the census lets it: no page is entered twice.
   *
   * @return how many records it has
   */
  long walk(Page page) throws IOException {
    use(page.id(), file.pagesOf(page));
    if (page.isLeaf()) {
      return page.count();
    }
    long records = 0;
    for (int i = 0; i < page.count(); i++) {
      records += walk(file.load(page.child(i)));
    }
    return records;
  }

  void requireAllSeen() throws IOException {
    int missing = seen.nextClearBit(0);
    if (missing < pages) {
      throw file.damaged(missing, "it is neither in use nor free");
    }
  }
}
