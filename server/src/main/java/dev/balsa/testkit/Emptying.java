package dev.balsa.testkit;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Delete;
import dev.balsa.client.Header;
import dev.balsa.client.InvalidRequestException;
import dev.balsa.client.KeyRange;
import dev.balsa.client.Maintenance;
import dev.balsa.client.Reply;
import dev.balsa.embedded.EmbeddedBalsa;
import java.util.List;

/** Makes a server as good as new for the next test. */
final class Emptying {

  private Emptying() {}

  /**
   * Removes keys, leases and alarms, and ends all faults where there can be any. Users and roles
   * stay: a test that makes some should have a server of its own.
   */
  static void empty(EmbeddedBalsa balsa) {
    if (balsa.isBreakable()) {
      balsa.faults().repair();
    }
    BalsaClient client = balsa.client();
    for (Maintenance.Alarm alarm : client.maintenance().alarms().await()) {
      client.maintenance().disarm(alarm).await();
    }
    List<Reply<Header>> revoked =
        client.leases().list().await().stream().map(id -> client.leases().revoke(id)).toList();
    for (Reply<Header> each : revoked) {
      try {
        each.await();
      } catch (InvalidRequestException ranOut) {
        // It has just ended by itself, which will do as well.
      }
    }
    client.kv().delete(Delete.range(KeyRange.all())).await();
  }
}
