/**
 * Spans: who waited for what, and for how long, across processes.
 *
 * <pre>
 *   api  --begin--&gt;  Tracing  --&gt;  CallTrace        what a call knows: two interfaces
 *                       ^
 *              SpanTracing  --&gt;  OpenTelemetry's API  (io.opentelemetry.api, nothing else)
 *                                        ^
 *              OtlpSpans   --&gt;  OpenTelemetry's SDK and its exporter, found at run time
 *                  ^
 *              TracingSdk       says what is missing where they are not
 * </pre>
 *
 * <p>Where tracing is off there is no {@code Tracing} at all: a call asks for null once and goes
 * its way, and no class of OpenTelemetry is loaded. Where it is on, a call is a span of kind {@code
 * server} with the method's name, such as {@code etcdserverpb.KV/Put}. Its parent is what the
 * client says in {@code traceparent} (W3C Trace Context), and its events tell how far it has come:
 *
 * <pre>
 *   etcdserverpb.KV/Put   |----------------------------------------|
 *                               ^ proposed       ^ committed   ^ applied
 *   etcdserverpb.KV/Range |--------------------|
 *                               ^ confirmed
 * </pre>
 *
 * <p>{@code proposed}: consensus has taken the command; before, it waited in the queue. {@code
 * committed}: a majority has it on disk. {@code applied}: the state has changed, the answer is
 * made. {@code confirmed}: the leader has said how new a linearizable read's state has to be, and
 * this member's is.
 *
 * <p>Whether a call is recorded says its parent, and for a call without one the rate ({@code
 * --distributed-tracing-sampling-rate}, a number out of a million). Recorded spans leave in
 * batches, from a thread of the exporter's; what does not fit into its queue is lost, and nobody
 * waits.
 */
package dev.balsa.server.tracing;
