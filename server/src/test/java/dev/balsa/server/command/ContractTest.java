package dev.balsa.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Descriptors.FileDescriptor;
import dev.balsa.api.contract.ContractComparison;
import dev.balsa.api.contract.WireTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractTest {

  private static final List<FileDescriptor> FILES =
      List.of(
          RaftInternalProto.getDescriptor(),
          MembershipProto.getDescriptor(),
          LeaseProto.getDescriptor());

  @Test
  void everyRowOfTheLogEntryPackagesIsDefinedAndNothingElseIs() {
    assertEquals(List.of(), ContractComparison.differences(WireTable.load(), FILES));
  }

  @Test
  void aNumberThatIsNoLongerReservedIsNoticed() {
    WireTable table = WireTable.load().with("reserved\tetcdserverpb.InternalRaftRequest\t2", "");
    assertEquals(
        List.of("extra: reserved etcdserverpb.InternalRaftRequest 2"),
        ContractComparison.differences(table, FILES));
  }
}
