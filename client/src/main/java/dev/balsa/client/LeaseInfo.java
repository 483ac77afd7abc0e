package dev.balsa.client;

import java.util.List;

/**
 * What is left of a lease.
 *
 * @param remainingSeconds what is left; -1 if there is no such lease
 * @param grantedSeconds what it was granted with
 * @param keys the keys that end with it
 */
public record LeaseInfo(long id, long remainingSeconds, long grantedSeconds, List<Bytes> keys) {

  /** Whether there is such a lease. */
  public boolean exists() {
    return remainingSeconds >= 0;
  }
}
