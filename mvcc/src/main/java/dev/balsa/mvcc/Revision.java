package dev.balsa.mvcc;

/**
 * The address of one change in the history of the key space.
 *
 * @param main the store revision the change belongs to; every applied mutation takes the next one
 * @param sub the position of the change inside its main revision, from 0
 */
public record Revision(long main, long sub) implements Comparable<Revision> {

  @Override
  public int compareTo(Revision other) {
    int byMain = Long.compare(main, other.main);
    return byMain != 0 ? byMain : Long.compare(sub, other.sub);
  }

  @Override
  public String toString() {
    return main + "_" + sub;
  }
}
