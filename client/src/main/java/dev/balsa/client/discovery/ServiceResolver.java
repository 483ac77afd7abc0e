package dev.balsa.client.discovery;

import dev.balsa.client.recipes.KeyRangeCache;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;

/** Tells a channel where a service is, each time that this changes. */
final class ServiceResolver extends NameResolver {

  /** What others registered may be anything. */
  private static final Pattern ADDRESS = Pattern.compile(".+:\\d{1,5}");

  private final Discovery discovery;
  private final String service;
  private final SynchronizationContext context;
  private KeyRangeCache cache;

  ServiceResolver(Discovery discovery, String service, Args args) {
    this.discovery = discovery;
    this.service = service;
    context = args.getSynchronizationContext();
  }

  @Override
  public String getServiceAuthority() {
    return service.replace('/', '.');
  }

  @Override
  public void start(Listener2 listener) {
    cache = discovery.follow(service);
    var unused =
        cache
            .ready()
            .whenComplete(
                (loaded, failure) -> {
                  if (failure == null) {
                    loaded.listen((key, before, after) -> tell(listener));
                    tell(listener);
                  } else {
                    tell(listener, StatusOr.fromStatus(Status.UNAVAILABLE.withCause(failure)));
                  }
                });
  }

  private void tell(Listener2 listener) {
    String prefix = Discovery.prefix(service);
    List<EquivalentAddressGroup> addresses =
        Discovery.endpoints(prefix, List.copyOf(cache.snapshot().values())).stream()
            .filter(each -> ADDRESS.matcher(each.address()).matches())
            .map(each -> new EquivalentAddressGroup(socketAddress(each.address())))
            .toList();
    if (addresses.isEmpty()) {
      Status nobody = Status.UNAVAILABLE.withDescription("nobody is registered as " + service);
      tell(listener, StatusOr.fromStatus(nobody));
    } else {
      tell(listener, StatusOr.fromValue(addresses));
    }
  }

  private void tell(Listener2 listener, StatusOr<List<EquivalentAddressGroup>> addresses) {
    ResolutionResult result = ResolutionResult.newBuilder().setAddressesOrError(addresses).build();
    context.execute(() -> listener.onResult2(result));
  }

  private static InetSocketAddress socketAddress(String address) {
    int colon = address.lastIndexOf(':');
    return new InetSocketAddress(
        address.substring(0, colon).replaceAll("[\\[\\]]", ""),
        Integer.parseInt(address.substring(colon + 1)));
  }

  @Override
  public void shutdown() {
    if (cache != null) {
      cache.close();
    }
  }
}
