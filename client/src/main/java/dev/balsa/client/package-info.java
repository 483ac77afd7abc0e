/**
 * What callers see: the wire contract.
 *
 * <p>The contract is the {@code .proto} files of this module, compiled into {@code dev.balsa.api}:
 * etcd's services, messages, fields and numbers. Any etcd v3 server and any etcd v3 client can be
 * talked to with them:
 *
 * <pre>{@code
 * ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", 2379).usePlaintext().build();
 * KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
 * kv.put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).setValue(ByteString.copyFromUtf8("b")).build());
 * }</pre>
 *
 * <p>{@code ContractTest} compares every definition with a table of the contract, so that no field
 * can get lost or change its number unnoticed.
 */
package dev.balsa.client;
