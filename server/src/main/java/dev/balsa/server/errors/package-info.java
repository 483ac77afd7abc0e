/**
 * The errors of the API, as values.
 *
 * <p>What goes wrong inside a member is named once, as an {@link
 * dev.balsa.server.errors.EtcdError}, travels as that value through the log and the reply, and
 * becomes a gRPC status only at the edge:
 *
 * <pre>{@code
 * reply.failed(EtcdError.COMPACTED);                       // inside
 * call.onError(EtcdError.COMPACTED.asException());         // at the edge: OUT_OF_RANGE,
 *                                                          // "etcdserver: mvcc: required revision has been compacted"
 * }</pre>
 *
 * <p>A leaf: it knows gRPC's codes and nothing of Balsa.
 */
package dev.balsa.server.errors;
