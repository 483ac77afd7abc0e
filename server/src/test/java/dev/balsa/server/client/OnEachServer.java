package dev.balsa.server.client;

import dev.balsa.client.BalsaClient;
import dev.balsa.server.interop.Subject;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of one client at one server; each subclass has a server of its own, each test a prefix. */
@ParameterizedClass
@EnumSource(Server.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnEachServer {

  static final Duration PATIENCE = Duration.ofSeconds(20);

  @Parameter Server kind;

  Subject server;
  BalsaClient client;

  @BeforeEach
  void connect() {
    if (server == null) {
      server = kind.start();
    }
    client = BalsaClient.connect(server.endpoint());
    client.kv().delete(dev.balsa.client.Delete.range(dev.balsa.client.KeyRange.all())).await();
  }

  @AfterEach
  void disconnect() {
    if (client != null) {
      client.close();
    }
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }
}
