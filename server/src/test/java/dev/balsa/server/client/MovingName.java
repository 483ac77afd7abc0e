package dev.balsa.server.client;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A host name whose addresses change, as those of a DNS record do: asked before DNS is for this one
 * name, and never for another.
 */
final class MovingName extends NameResolverProvider implements AutoCloseable {

  private static final String HOST = "moving.test";
  private static final String SCHEME = "dns";
  private static final int BEFORE_DNS = 6;

  private final NameResolverProvider dns =
      NameResolverRegistry.getDefaultRegistry().getProviderForScheme(SCHEME);
  private final AtomicInteger lookUps = new AtomicInteger();
  private volatile List<EquivalentAddressGroup> addresses = List.of();

  MovingName() {
    NameResolverRegistry.getDefaultRegistry().register(this);
  }

  String endpoint() {
    return "http://" + HOST + ":2379";
  }

  /** From now on the name leads there, in this order. */
  void leadTo(int... ports) {
    addresses =
        Arrays.stream(ports)
            .mapToObj(port -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .map(EquivalentAddressGroup::new)
            .toList();
  }

  /** How often somebody asked where it leads. */
  int lookUps() {
    return lookUps.get();
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    return target.getPath().startsWith("/" + HOST + ":")
        ? new Resolver()
        : dns.newNameResolver(target, args);
  }

  /** Answers at once, with what is true now. */
  private final class Resolver extends NameResolver {

    private Listener2 listener;

    @Override
    public String getServiceAuthority() {
      return HOST;
    }

    @Override
    public void start(Listener2 told) {
      listener = told;
      refresh();
    }

    @Override
    public void refresh() {
      lookUps.incrementAndGet();
      var ignored =
          listener.onResult2(
              ResolutionResult.newBuilder()
                  .setAddressesOrError(StatusOr.fromValue(addresses))
                  .build());
    }

    @Override
    public void shutdown() {
      // Nothing was begun.
    }
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return List.of(InetSocketAddress.class);
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return BEFORE_DNS;
  }

  @Override
  public void close() {
    NameResolverRegistry.getDefaultRegistry().deregister(this);
  }
}
