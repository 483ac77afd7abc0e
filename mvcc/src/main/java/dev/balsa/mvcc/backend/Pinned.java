package dev.balsa.mvcc.backend;

import dev.balsa.mvcc.MvccException;

/**
 * The content of a {@link Backend} at one moment, across all spaces, for long reads while writes go
 * on. Takes no disk space of its own; what is overwritten or deleted meanwhile is kept until {@link
 * #close}.
 *
 * <p>Belongs to one thread at a time. When the backend is closed first, every later read throws
 * {@link MvccException} of kind CLOSED, and {@link #close} has nothing left to do.
 */
public interface Pinned extends AutoCloseable {

  /** The value stored under {@code key} at that moment, or null. */
  byte[] get(Space space, byte[] key);

  /** The records of a space in unsigned byte order of their keys. */
  Cursor cursor(Space space);

  /** Lets go of the moment and of all its cursors. Idempotent. */
  @Override
  void close();

  /**
   * Goes through the records of one space, starting before the first. Arrays handed out are the
   * caller's to keep but not to modify.
   */
  interface Cursor extends AutoCloseable {

    /**
     * Steps to the next record; false behind the last one.
     *
     * @throws MvccException CORRUPT for damage, STORAGE for trouble of the engine or the disk
     */
    boolean next();

    /** The key of the record that the cursor stands at. */
    byte[] key();

    /** Its value. */
    byte[] value();

    /** The length of its value in bytes, without a copy of it. */
    int valueLength();

    /** Idempotent. */
    @Override
    void close();
  }
}
