package dev.balsa.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Delete;
import dev.balsa.client.KeyRange;
import dev.balsa.server.interop.Subject;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Tests of one client at one server or cluster; each subclass has servers of its own, each test an
 * empty one.
 */
@ParameterizedClass
@ArgumentsSource(Servers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnEachServer {

  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A cold start on a busy machine takes a while. */
  static final Duration REQUEST_MAX = Duration.ofSeconds(60);

  @Parameter Server kind;

  Subject server;
  BalsaClient client;

  /** The instance is the same for all servers: nothing may be left of the one before. */
  @BeforeParameterizedClassInvocation
  void start(Server started) {
    server = started.start();
    assertEquals(started.name().toLowerCase(Locale.ROOT), server.name());
  }

  @AfterParameterizedClassInvocation
  void stop() {
    if (server != null) {
      server.close();
      server = null;
    }
  }

  @BeforeEach
  void connect() {
    client =
        BalsaClient.builder().endpoints(server.endpoints()).requestTimeout(REQUEST_MAX).build();
    client.kv().delete(Delete.range(KeyRange.all())).await();
    awaitEveryMember();
  }

  /**
   * Waits until every member has applied what was acknowledged before: a member begins a watch, and
   * answers some questions, with what it has itself. One alone has everything.
   */
  void awaitEveryMember() {
    if (server.endpoints().length == 1) {
      return;
    }
    for (String endpoint : server.endpoints()) {
      try (BalsaClient near =
          BalsaClient.builder().endpoints(endpoint).requestTimeout(REQUEST_MAX).build()) {
        near.kv().get("anything").await();
      }
    }
  }

  @AfterEach
  void disconnect() {
    if (client != null) {
      client.close();
    }
  }
}
