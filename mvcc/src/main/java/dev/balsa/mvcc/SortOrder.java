package dev.balsa.mvcc;

/**
 * The direction of a sort; {@link #NONE} means key order unless a target other than the key is
 * named.
 */
public enum SortOrder {
  NONE,
  ASCEND,
  DESCEND
}
