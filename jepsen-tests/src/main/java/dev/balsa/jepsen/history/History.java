package dev.balsa.jepsen.history;

import java.util.List;

/**
 * Everything that clients of one cluster saw in one run. Immutable.
 *
 * @param initial the store before the first operation; null for a fresh store (revision 1, empty)
 * @param operations by time of invocation
 * @param watches by time of asking
 * @param messages what the watches got; those of one watch in order of arrival
 * @param finals a reading of each member after everything came to rest; empty if none was made
 * @param notes by time
 */
public record History(
    StateReading initial,
    List<Operation> operations,
    List<WatchStart> watches,
    List<WatchMessage> messages,
    List<StateReading> finals,
    List<Note> notes) {

  /** Makes the lists immutable. */
  public History {
    operations = List.copyOf(operations);
    watches = List.copyOf(watches);
    messages = List.copyOf(messages);
    finals = List.copyOf(finals);
    notes = List.copyOf(notes);
  }

  /** Operations alone, on a fresh store. */
  public static History of(List<Operation> operations) {
    return new History(null, operations, List.of(), List.of(), List.of(), List.of());
  }

  /** The same with other operations. */
  public History withOperations(List<Operation> others) {
    return new History(initial, others, watches, messages, finals, notes);
  }

  /** The same with other watch messages. */
  public History withMessages(List<WatchMessage> others) {
    return new History(initial, operations, watches, others, finals, notes);
  }

  /** The same with other final readings. */
  public History withFinals(List<StateReading> others) {
    return new History(initial, operations, watches, messages, others, notes);
  }
}
