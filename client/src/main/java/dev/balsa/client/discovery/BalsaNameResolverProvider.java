package dev.balsa.client.discovery;

import dev.balsa.client.BalsaClient;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import java.net.URI;

/**
 * Lets gRPC channels find services that are registered in the store: {@code etcd:///<service>}.
 *
 * <pre>{@code
 * NameResolverRegistry.getDefaultRegistry().register(new BalsaNameResolverProvider(client));
 * }</pre>
 */
public final class BalsaNameResolverProvider extends NameResolverProvider {

  private static final String SCHEME = "etcd";
  private static final int USUAL_PRIORITY = 5;

  private final Discovery discovery;

  /** Over this client, which must outlive the channels. */
  public BalsaNameResolverProvider(BalsaClient client) {
    discovery = new Discovery(client);
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    if (!SCHEME.equals(target.getScheme())) {
      return null;
    }
    String service = target.getPath().replaceFirst("^/", "");
    return new ServiceResolver(discovery, service, args);
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
    return USUAL_PRIORITY;
  }
}
