/**
 * A client of Balsa and of etcd that heals by itself.
 *
 * <pre>{@code
 * try (BalsaClient client = BalsaClient.connect("http://127.0.0.1:2379")) {
 *   client.kv().put("greeting", "hello").await();
 *   String greeting = client.kv().get("greeting").await().orElseThrow().valueText();
 *
 *   Txn once = Txn.when(Compare.absent("owner")).then(Put.of("owner", "me")).orElse(Get.key("owner"));
 *   boolean mine = client.kv().commit(once).await().succeeded();
 *
 *   try (WatchIterator changes = client.watches().iterate(Watch.prefix("workers/"))) {
 *     changes.watcher().started().await();
 *     Lease lease = client.leases().grant(Duration.ofSeconds(10)).await();
 *     lease.put("workers/7", "alive").await();
 *     WatchEvent put = changes.next().events().get(0);         // workers/7 is alive
 *     lease.close();
 *     WatchEvent gone = changes.next().events().get(0);        // workers/7 is gone
 *   }
 * }
 * }</pre>
 *
 * <h2>How it is made</h2>
 *
 * <ul>
 *   <li><b>Values say what is wanted</b>: {@link Get}, {@link Put}, {@link Delete}, {@link Txn},
 *       {@link Watch}, {@link KeyRange} and {@link Compare} never change; each method returns
 *       another one.
 *   <li><b>Services carry it out</b>: {@link Kv}, {@link Watches}, {@link Leases}, {@link Locks},
 *       {@link Elections}, {@link Cluster}, {@link Maintenance}, {@link Auth}. Each method returns
 *       a {@link Reply} at once: a {@link java.util.concurrent.CompletionStage} to chain to, or
 *       {@link Reply#await()} to wait.
 *   <li><b>Handles live</b>: {@link Watcher}, {@link WatchIterator}, {@link Lease}, {@link
 *       HeldLock}, {@link Leadership}, {@link Observation}. They last until they are closed, and
 *       say so if they end before.
 *   <li><b>Exceptions say what can be done</b>: see {@link BalsaException}.
 * </ul>
 *
 * <h2>What happens when something breaks</h2>
 *
 * <pre>
 *   a connection ends        the next request goes to the next server; a lost connection is tried again after
 *                            100 ms, 200 ms, ... 2 s, each less a random part up to half
 *   a name leads elsewhere   it is looked up anew for each attempt to connect, and all its addresses are tried; the
 *                            JVM may remember the last answer (30 s if networkaddress.cache.ttl is not set)
 *   a connection is silent   although an answer is owed: after 2.5 s any sign of life is asked for, after 5 s the
 *                            connection is given up; where there are only streams, four times as late
 *   a read fails             it is asked again elsewhere until the request's time is up
 *   a write fails            it is sent again if nothing of it was written to any connection, or the server said that
 *                            nothing happened, or it is marked idempotent(); else {@link OutcomeUnknownException}
 *   a watch's stream ends    it is begun again elsewhere at the revision after the last one told
 *   a watch falls behind     it is ended at the server, and begun again when half of what waits was told
 *   a renewal gets no answer another server is asked; the owner is told at the latest when the lease's time is over
 *   a token is refused       one login, then the request again
 * </pre>
 *
 * <p>Threads: a daemon thread as a clock, daemon threads for callbacks (or the caller's executor),
 * of which up to 255 may block while the rest goes on, each holding it up for 20 ms at most, and
 * the network library's event loops, which it shares among all clients and servers of the process.
 * Everything ends with {@link BalsaClient#close}. There is no polling while nothing can be done: a
 * disconnected client with watches and leases uses less than a hundredth of a processor.
 *
 * <p>What is built on these: {@link dev.balsa.client.recipes} and {@link
 * dev.balsa.client.discovery}. The messages of the wire are in {@code dev.balsa.api}, generated
 * from the {@code .proto} files of this module; {@code ContractTest} compares every definition with
 * a table of the contract.
 */
package dev.balsa.client;
