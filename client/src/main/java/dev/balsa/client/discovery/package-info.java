/**
 * Who serves what, and where: services register their endpoints under leases, clients resolve and
 * watch them, in the layout of etcd's naming ({@code <service>/<name>} holds {@code {"Op":0,"Addr":
 * "host:port","Metadata":…}}), so that programs in other languages see the same.
 *
 * <pre>{@code
 * Discovery discovery = new Discovery(client);
 * Registration here = discovery.register("shop/cart", ServiceEndpoint.at("10.0.0.7:8080"), ttl).await();
 *
 * // A gRPC channel that balances over whoever is registered:
 * NameResolverRegistry.getDefaultRegistry().register(new BalsaNameResolverProvider(client));
 * ManagedChannel channel =
 *     Grpc.newChannelBuilder("etcd:///shop/cart", InsecureChannelCredentials.create())
 *         .defaultLoadBalancingPolicy("round_robin").build();
 *
 * // Any other transport:
 * RoundRobin cart = discovery.balance("shop/cart");
 * ServiceEndpoint next = cart.next().orElseThrow();
 * }</pre>
 */
package dev.balsa.client.discovery;
