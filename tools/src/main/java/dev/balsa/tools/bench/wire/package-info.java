/**
 * Just enough HTTP/2 and gRPC for a load generator: a request costs it one small copy and a reply
 * one comparison of bytes.
 *
 * <p>gRPC's own client spends ten microseconds or more on a call, as much as the server that is
 * measured. Here a {@link dev.balsa.tools.bench.wire.Connection} writes frames into one buffer that
 * leaves with the next flush, and hands the bytes of a reply to a {@link
 * dev.balsa.tools.bench.wire.Stream} where they arrived:
 *
 * <pre>
 * request   | HEADERS: 6 bytes of indexes into HPACK's table | DATA: 0, length, message |
 * reply     | HEADERS, not looked at | DATA: 0, length, message | HEADERS: the trailers |
 * </pre>
 *
 * <p>The peer is told to keep no header table, so equal trailers are equal bytes: a block seen
 * before needs no decoding. Flow control, several frames a message, resets, GOAWAY and errors are
 * handled in full; a trailer in CONTINUATION frames is refused as an error. One connection belongs
 * to one event loop: nothing here is for two threads.
 */
package dev.balsa.tools.bench.wire;
