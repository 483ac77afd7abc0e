package dev.balsa.server.apply;

import dev.balsa.mvcc.Event;
import java.util.List;

/**
 * What one log entry did to the state machine.
 *
 * @param requestId names the request that some member's client waits for; 0 for none
 * @param kind what was asked; null for an entry without a command
 * @param outcome the answer for that client
 * @param events what watchers are to hear; all of one revision; empty if the key space did not
 *     change
 * @param leaseId the lease that was granted, revoked or renewed by the command, else 0
 */
public record AppliedEntry(
    long requestId, CommandKind kind, Outcome outcome, List<Event> events, long leaseId) {

  /** The revision of the events. */
  public long eventRevision() {
    return events.get(0).kv().modRevision();
  }
}
