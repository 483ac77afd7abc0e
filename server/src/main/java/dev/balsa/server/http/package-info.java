/**
 * The client port: gRPC and HTTP/1.1 on the same sockets, and what is said over HTTP.
 *
 * <pre>
 *   first bytes of a connection
 *     "PRI * HTTP/2.0 ..." + SETTINGS frame ---&gt; gRPC's handlers, api.ApiServices
 *     "GET ...", "POST ..."  -----------------&gt; HTTP codec, HttpConnection, HttpPages
 *     anything else, or nothing for 10 s -----&gt; closed
 * </pre>
 *
 * <p>{@link dev.balsa.server.http.ClientPort} opens the sockets; {@link
 * dev.balsa.server.http.HttpPages} holds the pages:
 *
 * <pre>
 *   /version                    {"etcdserver":"3.7.0","etcdcluster":"3.7.0","storage":"3.7.0"}
 *   /health                     {"health":"true","reason":""}; ?exclude=NOSPACE&amp;serializable=true
 *   /livez /livez/CHECK         ok; ?verbose&amp;exclude=CHECK
 *   /readyz /readyz/CHECK       the same with more checks
 *   /v3/...                     the services as JSON, see the gateway package
 *   /metrics                    Prometheus' text format
 *   /debug/vars                 memory, descriptors and raft as JSON
 *   /config/local/log           how much is logged; for root, as what follows
 *   /debug/pprof/...            threads, heap and profiles of the JVM, with --enable-pprof
 * </pre>
 *
 * <p>Use:
 *
 * <pre>{@code
 * ApiServices api = new ApiServices(replica, settings, metrics, clock::nanoTime, mark);
 * ClientPort port = ClientPort.open(
 *     ListenSettings.on(new InetSocketAddress("127.0.0.1", 2379)), api,
 *     new HttpPages(replica, settings, metrics));
 * port.addresses();   // with the ports that were chosen for port 0
 * port.close();       // streams end with "server stopped"; within a second no thread is left
 * }</pre>
 *
 * <p>Nothing here blocks an event loop: a page that takes time is made in the background or when
 * the replica answers. Requests have bounds in size, in time and in number, and so has what a
 * client leaves unread (see {@link dev.balsa.server.api.UnreadAnswers}).
 */
package dev.balsa.server.http;
