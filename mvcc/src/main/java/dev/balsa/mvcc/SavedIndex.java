package dev.balsa.mvcc;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/**
 * The place where a store's key index is kept from one run to the next, as the store sees it. What
 * is there was written by {@link Store#saveIndex} for the same backend, is damaged, is out of date,
 * or is nothing; the store finds out, and reads its whole history where it cannot be used.
 */
public interface SavedIndex {

  /** No place at all: the history is read whenever a store is opened. */
  SavedIndex NONE =
      new SavedIndex() {
        @Override
        public ReadableByteChannel open() {
          return null;
        }

        @Override
        public void used(long savedRevision, long revision) {
          throw new IllegalStateException("nothing was saved");
        }

        @Override
        public void refused(String reason) {
          throw new IllegalStateException("nothing was saved");
        }
      };

  /** Opens what was saved last, to be read from its start; null if nothing is there. */
  ReadableByteChannel open() throws IOException;

  /**
   * The store stands on what was saved.
   *
   * @param savedRevision the revision it was saved at
   * @param revision the store's revision; the history was read behind the saved one only
   */
  void used(long savedRevision, long revision);

  /** What was saved cannot be used, and the whole history is going to be read. */
  void refused(String reason);

  /** The same, where what was saved is whole, but of another time than the store. */
  default void outOfDate(String reason) {
    refused(reason);
  }
}
