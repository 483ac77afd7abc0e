/**
 * Sends a live server what nobody should send, and looks whether it still serves everybody else.
 *
 * <pre>
 *   noise      random bytes
 *   http2      the preface, then frames that are cut, stretched, renumbered, or never end
 *   grpc       calls of real methods with protobuf that is none
 *   http1      requests with broken heads, lengths, chunks, and JSON that is none
 *   tls        a real ClientHello with bytes changed, records that promise more than comes
 *   each of the first four also inside a TLS connection that is fine
 * </pre>
 *
 * <p>A case follows from the seed and its number, so a run that fails can be repeated: {@code
 * jepsen-tests/bin/fuzz --seed N}. While cases run, a well-behaved client writes and reads over
 * both ports; at the end the heap and the memory outside of it are compared with what they were.
 */
package dev.balsa.jepsen.fuzz;
