package dev.balsa.api.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.FileDescriptor;
import dev.balsa.api.AuthProto;
import dev.balsa.api.ElectionProto;
import dev.balsa.api.KvProto;
import dev.balsa.api.LockProto;
import dev.balsa.api.RpcProto;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContractTest {

  private static final List<FileDescriptor> FILES =
      List.of(
          KvProto.getDescriptor(),
          AuthProto.getDescriptor(),
          RpcProto.getDescriptor(),
          LockProto.getDescriptor(),
          ElectionProto.getDescriptor());

  @Test
  void everyRowOfTheClientPackagesIsDefinedAndNothingElseIs() {
    assertEquals(List.of(), ContractComparison.differences(WireTable.load(), FILES));
  }

  @Test
  void theTableIsReadWhole() {
    assertTrue(WireTable.load().rowsOf(Set.of("rpc.proto")).size() > 250);
    assertTrue(WireTable.load().rowsOf(Set.of("kv.proto")).size() > 10);
  }

  @Test
  void aChangedFieldNumberIsNoticed() {
    assertDifferences(
        "field\tmvccpb.KeyValue\tlease\t6\tint64",
        "field\tmvccpb.KeyValue\tlease\t7\tint64",
        "missing: field mvccpb.KeyValue lease 7 int64",
        "extra: field mvccpb.KeyValue lease 6 int64");
  }

  @Test
  void aChangedTypeIsNoticed() {
    assertDifferences(
        "field\tetcdserverpb.ResponseHeader\trevision\t3\tint64",
        "field\tetcdserverpb.ResponseHeader\trevision\t3\tuint64",
        "missing: field etcdserverpb.ResponseHeader revision 3 uint64",
        "extra: field etcdserverpb.ResponseHeader revision 3 int64");
  }

  @Test
  void aFieldThatTheTableDoesNotHaveIsNoticed() {
    assertDifferences(
        "field\tetcdserverpb.RangeResponse\tcount\t4\tint64",
        "",
        "extra: field etcdserverpb.RangeResponse count 4 int64");
  }

  @Test
  void aMissingEnumValueIsNoticed() {
    assertDifferences(
        "enum\tmvccpb.Event.EventType\tDELETE\t1",
        "enum\tmvccpb.Event.EventType\tREMOVE\t1",
        "missing: enum mvccpb.Event.EventType REMOVE 1",
        "extra: enum mvccpb.Event.EventType DELETE 1");
  }

  @Test
  void aCallThatStreamsWhereItShouldNotIsNoticed() {
    assertDifferences(
        "rpc\tv3electionpb.Election\tObserve\t\tLeaderRequest -> stream LeaderResponse\t/v3/election/observe",
        "rpc\tv3electionpb.Election\tObserve\t\tLeaderRequest -> LeaderResponse\t/v3/election/observe",
        "missing: rpc v3electionpb.Election Observe LeaderRequest -> LeaderResponse",
        "extra: rpc v3electionpb.Election Observe LeaderRequest -> stream LeaderResponse");
  }

  private static void assertDifferences(String original, String doctored, String... differences) {
    WireTable table = WireTable.load().with(original, doctored);
    assertEquals(List.of(differences), ContractComparison.differences(table, FILES));
  }
}
