package dev.balsa.jepsen.history;

/**
 * A watch that a client asked for.
 *
 * @param watch number of the watch, unique in the history
 * @param member who was asked
 * @param asked time on the clock of the history, nanoseconds
 * @param startRevision 0 for "from now on"
 * @param noPut puts are filtered out by the server
 * @param noDelete deletes are filtered out by the server
 * @param fragment the server may split a revision over several messages
 * @param resumes number of the watch that this one goes on from, on the same or another member; -1
 *     for none. It must start right behind what the other one was last told
 */
public record WatchStart(
    int watch,
    int client,
    String member,
    long asked,
    String key,
    String end,
    long startRevision,
    boolean prevKv,
    boolean noPut,
    boolean noDelete,
    boolean fragment,
    int resumes) {

  /** As it stands in a history file. */
  @Override
  public String toString() {
    return HistoryText.line(this);
  }
}
