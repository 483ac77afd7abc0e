package dev.balsa.server.http;

import dev.balsa.server.api.ApiServices;
import dev.balsa.server.env.Agent;
import dev.balsa.server.env.AgentHandle;
import dev.balsa.server.env.Clock;
import dev.balsa.server.env.Environment;
import dev.balsa.server.logging.Log;
import io.grpc.Server;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Serves clients of the same JVM without a port. Thread-safe. */
public final class InProcessPort implements AutoCloseable {

  private static final Log LOG = Log.of(InProcessPort.class);
  private static final long GRACE_MILLIS = 300;

  private final Server server;
  private final ApiServices api;

  /** Null if somebody else tells the services of the time. */
  private final AgentHandle ticks;

  private InProcessPort(Server server, ApiServices api, AgentHandle ticks) {
    this.server = server;
    this.api = api;
    this.ticks = ticks;
  }

  /**
   * Serves at an address of gRPC's in-process transport.
   *
   * @param calls runs what comes in; empty for the thread on which it comes
   * @param tells whether this is who tells the services of the time that passes
   * @throws IOException if something is served there already
   */
  public static InProcessPort open(
      SocketAddress address,
      Optional<Executor> calls,
      ApiServices api,
      Environment environment,
      boolean tells)
      throws IOException {
    InProcessServerBuilder builder =
        InProcessServerBuilder.forAddress(address)
            .addServices(api.services())
            .fallbackHandlerRegistry(api.unknownMethods());
    calls.ifPresentOrElse(builder::executor, builder::directExecutor);
    Server server = builder.build().start();
    api.serving(true);
    return new InProcessPort(
        server, api, tells ? environment.start(Ticks.from(api, environment.clock())) : null);
  }

  /** Tells the services of each election timeout that has passed. */
  private static final class Ticks implements Agent {
    private final ApiServices api;
    private final long periodNanos;
    private long nextNanos;

    private Ticks(ApiServices api, long periodNanos, long nextNanos) {
      this.api = api;
      this.periodNanos = periodNanos;
      this.nextNanos = nextNanos;
    }

    private static Ticks from(ApiServices api, Clock clock) {
      long periodNanos = TimeUnit.MILLISECONDS.toNanos(api.settings().electionTimeoutMillis());
      return new Ticks(api, periodNanos, clock.nanoTime() + periodNanos);
    }

    @Override
    public String name() {
      return "balsa-in-process";
    }

    @Override
    public int doWork(long nowNanos) {
      if (nowNanos - nextNanos < 0) {
        return 0;
      }
      nextNanos = nowNanos + periodNanos;
      api.tick();
      return 1;
    }

    @Override
    public long deadlineNanos() {
      return nextNanos;
    }

    @Override
    public void onFailure(Throwable cause) {
      LOG.error("streams are not told any more that their member lost its leader", cause);
    }

    @Override
    public void onClose() {
      // nothing is open
    }
  }

  /** Begins to stop, as {@link ClientPort#drain} does. Idempotent. */
  public boolean drain() {
    server.shutdown();
    api.stop();
    return awaitCalls();
  }

  private boolean awaitCalls() {
    try {
      return server.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Breaks off all calls without a word. Idempotent. */
  public void breakOff() {
    server.shutdownNow();
    api.stop();
  }

  @Override
  public void close() {
    if (ticks != null) {
      ticks.close();
    }
    if (!drain()) {
      server.shutdownNow();
      awaitCalls();
    }
  }
}
