package dev.balsa.testkit;

import dev.balsa.client.BalsaClient;
import dev.balsa.embedded.EmbeddedBalsa;
import dev.balsa.embedded.Faults;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts and stops servers around tests. {@link BalsaTest} brings it along; whoever wants to build
 * the servers registers it as a field:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final BalsaExtension BALSA =          // static: one for the class; else one for each test
 *     new BalsaExtension(EmbeddedBalsa.builder().members(3).breakable().listen());
 * }</pre>
 */
public final class BalsaExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {

  private static final String SERVER = "server";

  /** What the annotation says is read when a class comes; null where a builder was given. */
  private final Supplier<EmbeddedBalsa> starter;

  /** For {@link BalsaTest}. */
  public BalsaExtension() {
    this.starter = null;
  }

  /** For servers built like this. */
  public BalsaExtension(EmbeddedBalsa.Builder builder) {
    this.starter = builder::start;
  }

  /** A server, and whether a test has used it since it was empty. */
  private static final class Running {
    private final EmbeddedBalsa balsa;
    private boolean used;

    private Running(EmbeddedBalsa balsa) {
      this.balsa = balsa;
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    // With a builder, this is called for static fields only: then the class shares the server.
    if (isShared(context) && find(context).isEmpty()) {
      start(context);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Optional<Running> running = find(context);
    if (running.isEmpty()) {
      start(context);
    } else if (isShared(context)) {
      if (running.get().used) {
        Emptying.empty(running.get().balsa);
      }
      running.get().used = true;
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    stop(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop(context);
  }

  /** Stops what was started in this very context, not what one around it shares. */
  private void stop(ExtensionContext context) {
    Owned owned = store(context).remove(owner(context), Owned.class);
    if (owned != null) {
      store(context).remove(SERVER);
      owned.running().balsa.close();
    }
  }

  /** Says that a server was started in the context under whose id this is kept. */
  private record Owned(Running running) {}

  private static String owner(ExtensionContext context) {
    return "of " + context.getUniqueId();
  }

  private Running start(ExtensionContext context) {
    Running running = new Running(starter != null ? starter.get() : fromAnnotation(context));
    store(context).put(SERVER, running);
    store(context).put(owner(context), new Owned(running));
    return running;
  }

  private Optional<Running> find(ExtensionContext context) {
    return Optional.ofNullable(store(context).get(SERVER, Running.class));
  }

  private ExtensionContext.Store store(ExtensionContext context) {
    // Two extensions of one class have a server each.
    return context.getStore(
        ExtensionContext.Namespace.create(BalsaExtension.class, starter == null ? "" : this));
  }

  private boolean isShared(ExtensionContext context) {
    return starter != null || settings(context).shared();
  }

  private static BalsaTest settings(ExtensionContext context) {
    for (Class<?> each = context.getRequiredTestClass();
        each != null;
        each = each.getEnclosingClass()) {
      BalsaTest found = each.getAnnotation(BalsaTest.class);
      if (found != null) {
        return found;
      }
    }
    throw new IllegalStateException("neither @BalsaTest nor a builder says what to start");
  }

  private static EmbeddedBalsa fromAnnotation(ExtensionContext context) {
    BalsaTest settings = settings(context);
    EmbeddedBalsa.Builder builder = EmbeddedBalsa.builder().members(settings.members()).breakable();
    if (settings.ports() || EndpointParameters.isAnyIn(context.getRequiredTestClass())) {
      builder.listen();
    }
    for (String flag : settings.flags()) {
      String[] parts = flag.split("=", 2);
      if (parts.length < 2) {
        throw new IllegalArgumentException("not name=value: " + flag);
      }
      builder.flag(parts[0], parts[1]);
    }
    return builder.start();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == EmbeddedBalsa.class
        || type == BalsaClient.class
        || type == Faults.class
        || EndpointParameters.isOne(parameter.getParameter());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    boolean ofOneTest = context.getTestMethod().isPresent();
    if (!ofOneTest && find(context).isEmpty()) {
      throw new ParameterResolutionException(
          "each test has a server of its own, which is not there yet: "
              + "ask for it in the test, or share one with @BalsaTest(shared = true)");
    }
    EmbeddedBalsa balsa = find(context).orElseGet(() -> start(context)).balsa;
    Parameter asked = parameter.getParameter();
    if (asked.getType() == EmbeddedBalsa.class) {
      return balsa;
    }
    if (asked.getType() == BalsaClient.class) {
      return balsa.client();
    }
    return asked.getType() == Faults.class ? balsa.faults() : List.copyOf(balsa.endpoints());
  }
}
