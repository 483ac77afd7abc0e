package dev.balsa.server.api;

import static dev.balsa.server.api.Calls.bytes;
import static dev.balsa.server.api.Calls.fails;

import com.google.protobuf.ByteString;
import dev.balsa.api.DeleteRangeRequest;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.Permission;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.http.ServerFixture;
import io.grpc.Channel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/**
 * A server where permissions count. Alice reads and writes {@code a/}; reader may only read the key
 * {@code r} and writer only write {@code w}; root may everything.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AmongPeople {

  static final ByteString ONE = ByteString.EMPTY;

  final ServerFixture server = new ServerFixture();
  final People people = new People(server.channel);
  Channel root;
  Channel alice;
  Channel reader;
  Channel writer;

  @BeforeAll
  void meet() {
    root = people.enable();
    alice = people.add("alice", Permission.Type.READWRITE, "a/", bytes("a0"));
    reader = people.add("reader", Permission.Type.READ, "r", ONE);
    writer = people.add("writer", Permission.Type.WRITE, "w", ONE);
    // Adding people made the first tokens' users known at an older revision; that does not matter.
    put(root, "r", "1");
    put(root, "w", "1");
    put(root, "a/1", "1");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static KVGrpc.KVBlockingStub kv(Channel channel) {
    return KVGrpc.newBlockingStub(channel);
  }

  static void put(Channel who, String key, String value) {
    var unused = kv(who).put(putOf(key, value).build());
  }

  static PutRequest.Builder putOf(String key, String value) {
    return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value));
  }

  static RangeRequest range(String key, ByteString end) {
    return RangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(end).build();
  }

  static DeleteRangeRequest.Builder delete(String key, ByteString end) {
    return DeleteRangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(end);
  }

  static void denied(Executable call) {
    fails(EtcdError.PERMISSION_DENIED, call);
  }
}
