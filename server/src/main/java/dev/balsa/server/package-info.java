/**
 * One member as a whole: settings in, a served store out.
 *
 * <pre>{@code
 * BalsaConfig config =
 *     BalsaConfig.builder()
 *         .set(MemberSettings.DATA_DIR, "/var/lib/balsa")
 *         .set(MemberSettings.LISTEN_CLIENT_URLS, List.of(URI.create("http://127.0.0.1:0")))
 *         .build();
 * try (BalsaServer server = BalsaServer.start(config)) {
 *   System.out.println("clients find it at " + server.endpoint());
 *   server.awaitTermination();
 * }
 * }</pre>
 *
 * <p>{@link dev.balsa.server.BalsaServer} opens, in this order, the home of the store ({@link
 * dev.balsa.server.store.StoreDirectory}), the member with its log ({@link
 * dev.balsa.server.node.Member}) and, when the member is ready, the client port; it closes them in
 * the opposite order. {@link dev.balsa.server.ServerMain} is the same as a process: flags and
 * variables in, JSON lines out, signals to stop it.
 *
 * <p>The packages below, and who may know whom:
 *
 * <pre>
 *   http  ->  api  ->  node  ->  apply  ->  errors
 *              |        |          |
 *           backup     env      command (generated: what stands in log entries)
 *   peer, store  ->  node     the way to other members, and the directories on disk
 *   discovery                 who the first members are, asked of DNS or of a registry
 *   config, logging, metrics, tracing: known by all, knowing nobody
 * </pre>
 */
package dev.balsa.server;
