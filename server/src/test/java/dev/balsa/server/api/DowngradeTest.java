package dev.balsa.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.DowngradeRequest;
import dev.balsa.api.DowngradeRequest.DowngradeAction;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.StatusResponse;
import dev.balsa.server.http.ServerFixture;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Going back by one minor version, in etcd's words. */
class DowngradeTest {

  private ServerFixture server;
  private MaintenanceGrpc.MaintenanceBlockingStub maintenance;

  @BeforeEach
  void start() {
    server = new ServerFixture();
    maintenance = MaintenanceGrpc.newBlockingStub(server.channel);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.6", "3.6.0", "3.6.9"})
  void oneMinorVersionBackIsAllowedWhateverThePatch(String version) {
    assertEquals("3.7.0", ask(DowngradeAction.VALIDATE, version));
    assertFalse(status().getDowngradeInfo().getEnabled(), "asking changes nothing");
  }

  @ParameterizedTest
  @CsvSource({
    "3.5.0, etcdserver: invalid downgrade target version",
    "3.7.0, etcdserver: invalid downgrade target version",
    "3.8.0, etcdserver: invalid downgrade target version",
    "2.6.0, etcdserver: invalid downgrade target version",
    "3, etcdserver: wrong downgrade target version format",
    "three.six, etcdserver: wrong downgrade target version format",
    "'', etcdserver: wrong downgrade target version format",
  })
  void otherTargetsAreRefused(String version, String text) {
    assertEquals(text, refusal(DowngradeAction.VALIDATE, version));
    assertEquals(text, refusal(DowngradeAction.ENABLE, version));
  }

  @Test
  void aDowngradeIsEnabledOnceAndCanBeLeft() {
    assertEquals("etcdserver: no inflight downgrade job", refusal(DowngradeAction.CANCEL, ""));
    assertEquals("3.7.0", ask(DowngradeAction.ENABLE, "3.6.0"));
    StatusResponse status = status();
    assertTrue(status.getDowngradeInfo().getEnabled());
    assertEquals("3.6.0", status.getDowngradeInfo().getTargetVersion());
    assertEquals("3.6.0", status.getStorageVersion());
    String inProcess = "etcdserver: cluster has a downgrade job in progress";
    assertEquals(inProcess, refusal(DowngradeAction.ENABLE, "3.6.0"));
    assertEquals(inProcess, refusal(DowngradeAction.VALIDATE, "3.6.0"));
    ask(DowngradeAction.CANCEL, "");
    assertFalse(status().getDowngradeInfo().getEnabled());
    assertEquals("3.7.0", status().getStorageVersion());
    assertEquals("3.7.0", ask(DowngradeAction.ENABLE, "3.6"));
  }

  private StatusResponse status() {
    return maintenance.status(StatusRequest.getDefaultInstance());
  }

  private String ask(DowngradeAction action, String version) {
    return maintenance
        .downgrade(DowngradeRequest.newBuilder().setAction(action).setVersion(version).build())
        .getVersion();
  }

  private String refusal(DowngradeAction action, String version) {
    return assertThrows(StatusRuntimeException.class, () -> ask(action, version))
        .getStatus()
        .getDescription();
  }
}
