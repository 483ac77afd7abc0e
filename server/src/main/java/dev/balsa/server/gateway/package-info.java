/**
 * The same services as JSON over HTTP/1.1, by the rules of etcd's gateway.
 *
 * <pre>
 *   POST /v3/kv/put    {"key":"Zm9v","value":"YmFy"}
 *   200                {"header":{"cluster_id":"1484...","member_id":"1027...","revision":"2","raft_term":"2"}}
 *
 *   POST /v3/watch     {"create_request":{"key":"Zm9v"}}
 *   200                {"result":{"header":{...},"created":true}}
 *                      {"result":{"header":{...},"events":[{"kv":{...}}]}}          a line each
 *
 *   POST /v3/kv/range  {"key":""}
 *   400                {"code":3,"message":"etcdserver: key is not provided","details":[]}
 * </pre>
 *
 * <p>Names are those of the protobuf fields, bytes are base64, 64-bit numbers are strings, zero
 * values are left out, fields that nobody knows are ignored. A request body may hold several
 * messages where the method takes a stream of them. {@code /v3beta/} is another word for {@code
 * /v3/}.
 *
 * <p>{@link dev.balsa.server.gateway.Gateway} finds the method of a path and calls its handler
 * directly: no second connection, the same checks, counters and limits as over gRPC. What carries
 * the answer is the caller's {@link dev.balsa.server.gateway.GatewayReply}.
 */
package dev.balsa.server.gateway;
