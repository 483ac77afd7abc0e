package dev.balsa.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.DowngradeRequest;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.server.apply.Downgrade;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.UnsafeSettings;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * A cluster goes back to an older version, one member after the other, and has arrived then; and
 * goes forward again in the same way.
 */
class VersionMonitorTest extends ServerTrio {

  private String version = "3.7.0";

  @Override
  void adjust(BalsaConfig.Builder builder) {
    builder
        .set(UnsafeSettings.API_VERSION, version)
        .set(ClusterSettings.DOWNGRADE_CHECK_TIME, Duration.ofMillis(50));
  }

  @Test
  void theClusterIsWhereItsLastMemberHasArrivedDownAndUpAgain() throws Exception {
    form();
    enable("3.6.0");
    version = "3.6.1";
    for (int i = 0; i < SIZE; i++) {
      // Read through consensus: with this member of the newer version nothing has ended.
      assertEquals("", get(i, "k"));
      assertEquals(
          new Downgrade(true, "3.6.0"), servers[i].replica().downgrade(), "before member " + i);
      stop(i);
      start(i);
      await(i, "3.6.0", true);
    }
    for (int i = 0; i < SIZE; i++) {
      await(i, "3.6.0", false);
      assertEquals("3.6.1", status(i).getVersion());
    }
    version = "3.7.0";
    for (int i = 0; i < SIZE; i++) {
      assertEquals("", get(i, "k"));
      assertEquals("3.6.0", servers[i].replica().clusterVersion(), "before member " + i);
      stop(i);
      start(i);
    }
    for (int i = 0; i < SIZE; i++) {
      await(i, "3.7.0", false);
    }
  }

  private void enable(String target) throws InterruptedException {
    put(0, "k", "");
    for (int i = 0; i < SIZE; i++) {
      await(i, "3.7.0", false);
    }
    var unused =
        MaintenanceGrpc.newBlockingStub(channels[0])
            .downgrade(
                DowngradeRequest.newBuilder()
                    .setAction(DowngradeRequest.DowngradeAction.ENABLE)
                    .setVersion(target)
                    .build());
    for (int i = 0; i < SIZE; i++) {
      await(i, target, true);
    }
  }

  /**
   * Waits for a cluster version, and for the state of the downgrade; when the last member runs the
   * older version the end may have come already.
   */
  private void await(int member, String clusterVersion, boolean underWay)
      throws InterruptedException {
    BooleanSupplier there =
        () ->
            clusterVersion.equals(servers[member].replica().clusterVersion())
                && ((member == SIZE - 1 && underWay)
                    || servers[member].replica().downgrade().enabled() == underWay);
    synchronized (this) {
      for (int i = 0; i < 6_000 && !there.getAsBoolean(); i++) {
        wait(10); // nobody notifies: a look every ten milliseconds
      }
    }
    assertTrue(there.getAsBoolean(), "member " + member + " and " + clusterVersion);
  }
}
