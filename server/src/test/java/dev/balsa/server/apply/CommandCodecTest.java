package dev.balsa.server.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.balsa.api.PutRequest;
import dev.balsa.raft.ConfChangeType;
import dev.balsa.server.command.InternalRaftRequest;
import dev.balsa.server.command.RequestHeader;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CommandCodecTest {

  @Property(tries = 300)
  void aSplicedRequestReadsAsTheMessageItWouldBeIfItWereBuilt(
      @ForAll long id, @ForAll byte[] key, @ForAll byte[] value, @ForAll long lease)
      throws Exception {
    PutRequest put =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFrom(key))
            .setValue(ByteString.copyFrom(value))
            .setLease(lease)
            .build();
    byte[] data = CommandCodec.encode(id, CommandKind.PUT, put.toByteArray());
    InternalRaftRequest built =
        InternalRaftRequest.newBuilder()
            .setHeader(RequestHeader.newBuilder().setID(id))
            .setPut(put)
            .build();
    assertEquals(built, CommandCodec.decode(data));
    assertEquals(CommandKind.PUT, Applier.kindOf(CommandCodec.decode(data)));
  }

  @Test
  void everyKindIsTheFieldOfItsName() {
    for (CommandKind kind : CommandKind.values()) {
      assertEquals(
          kind.name().toLowerCase(java.util.Locale.ROOT),
          InternalRaftRequest.getDescriptor().findFieldByNumber(kind.fieldNumber()).getName());
    }
  }

  @Test
  void aChangeOfMembersSurvivesTheLog() throws Exception {
    MemberInfo member =
        new MemberInfo(0x8e9e05c52164694dL, "", List.of("http://localhost:2380"), List.of(), true);
    byte[] context = MemberJson.encode(new MemberJson.Context(member, true));
    byte[] data =
        ConfChangeCodec.encode(
            new ConfChangeCodec.Decoded(7, ConfChangeType.ADD_LEARNER_NODE, member.id(), context));
    ConfChangeCodec.Decoded decoded = ConfChangeCodec.decode(data);
    assertEquals(7, decoded.requestId());
    assertEquals(ConfChangeType.ADD_LEARNER_NODE, decoded.type());
    assertEquals(member.id(), decoded.memberId());
    assertArrayEquals(context, decoded.context());
    assertEquals(new MemberJson.Context(member, true), MemberJson.decode(decoded.context()));
  }
}
