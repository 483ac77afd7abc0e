/**
 * The outer edge: etcd's gRPC services over a {@link dev.balsa.server.node.Replica}, one class a
 * service.
 *
 * <p>Handlers run on the transport's event loop and never block. Messages stay bytes at the border:
 *
 * <pre>
 *            request bytes                                          response
 *   transport ----------&gt; UnaryHandler --&gt; KvService.put      WireMessage --&gt; transport
 *                         size, policy     PutFields.parse        ^   writes itself: header by hand,
 *                                          RequestChecks          |   stored key-values spliced in
 *                                          Writes.propose ---&gt; Replica
 *                                          (the same bytes)
 * </pre>
 *
 * <p>What every call passes, in this order: {@link dev.balsa.server.api.UnaryHandler} or {@link
 * dev.balsa.server.api.StreamHandler} (size of the message, counters), {@link
 * dev.balsa.server.api.CallPolicy} (cluster formed, learner, metadata), then its method: the quota,
 * {@link dev.balsa.server.api.RequestChecks}, and either {@link dev.balsa.server.api.Writes} or
 * {@link dev.balsa.server.api.Reads}. The order decides which error a request with several faults
 * gets, and it is etcd's.
 *
 * <p>Worked example, {@code put foo=bar} with {@code prev_kv}: the transport hands over the bytes
 * {@code 0a 03 foo 12 03 bar 20 01}. {@code PutFields} finds a key of 3 and a value of 3 bytes; the
 * checks find no fault; the bytes go into the log as they are. When the entry was applied, {@code
 * PutResult(prev, 42)} comes back on the apply thread, which passes it to the thread of the
 * connection ({@link dev.balsa.server.api.AnswerLoop}), and the response is {@code 0a LEN header 12
 * LEN prev.wire()}, the last part being the bytes that the store keeps.
 *
 * <p>Use:
 *
 * <pre>{@code
 * ApiServices api = new ApiServices(replica, ApiSettings.DEFAULT, metrics, clock::nanoTime, mark);
 * serverBuilder.directExecutor().addServices(api.services())
 *     .fallbackHandlerRegistry(api.unknownMethods());
 * }</pre>
 *
 * <p>Who makes a call is asked last: a method checks its request, then puts a question to the
 * {@link dev.balsa.server.api.Gate}. A read is asked for when its view is there; what goes into the
 * log is asked for before it goes there, and again when it is applied.
 *
 * <p>Who records calls ({@link dev.balsa.server.tracing.Tracing}) and the line that tells of a slow
 * one hear from {@code Stages} how far a unary call has come, and when.
 */
package dev.balsa.server.api;
