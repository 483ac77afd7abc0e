package dev.balsa.server.api;

import static dev.balsa.server.api.Calls.bytes;
import static dev.balsa.server.api.Calls.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.balsa.api.KVGrpc;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseGrantResponse;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LeaseKeepAliveRequest;
import dev.balsa.api.LeaseKeepAliveResponse;
import dev.balsa.api.LeaseLeasesRequest;
import dev.balsa.api.LeaseRevokeRequest;
import dev.balsa.api.LeaseStatus;
import dev.balsa.api.LeaseTimeToLiveRequest;
import dev.balsa.api.LeaseTimeToLiveResponse;
import dev.balsa.api.PutRequest;
import dev.balsa.api.RangeRequest;
import dev.balsa.server.errors.EtcdError;
import dev.balsa.server.http.ServerFixture;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseServiceTest {

  private final ServerFixture server = new ServerFixture();
  private final LeaseGrpc.LeaseBlockingStub leases = LeaseGrpc.newBlockingStub(server.channel);
  private final KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(server.channel);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void grantsALeaseWithTheIdOfTheClient() {
    LeaseGrantResponse response = grant(5, 60);
    assertEquals(5, response.getID());
    assertEquals(60, response.getTTL());
    assertEquals(1, response.getHeader().getRevision());
    assertEquals(DirectReplica.MEMBER_ID, response.getHeader().getMemberId());
    assertEquals("", response.getError());
  }

  @Test
  void takesANegativeId() {
    assertEquals(-5, grant(-5, 60).getID());
  }

  @Test
  void choosesAPositiveIdWhereTheClientDoesNot() {
    long first = grant(0, 60).getID();
    long second = grant(0, 60).getID();
    assertTrue(first > 0 && second > 0 && first != second);
  }

  @Test
  void raisesAShortTimeToTheMinimum() {
    assertEquals(2, grant(1, 1).getTTL());
    assertEquals(2, grant(2, -10).getTTL());
  }

  @Test
  void refusesATimeThatIsTooLong() {
    assertEquals(9_000_000_000L, grant(1, 9_000_000_000L).getTTL());
    fails(EtcdError.LEASE_TTL_TOO_LARGE, () -> grant(2, 9_000_000_001L));
  }

  @Test
  void refusesAnIdThatIsInUse() {
    grant(5, 60);
    fails(EtcdError.LEASE_EXIST, () -> grant(5, 60));
  }

  @Test
  void refusesWithoutRoom() {
    server.replica.hasRoom = false;
    fails(EtcdError.NO_SPACE, () -> grant(2, 9_000_000_001L));
  }

  @Test
  void revokingDeletesTheKeysInOneRevision() {
    grant(5, 60);
    put("b", 5);
    put("a", 5);
    assertEquals(4, revoke(5));
    assertEquals(0, kv.range(RangeRequest.newBuilder().setKey(bytes("a")).build()).getCount());
    fails(EtcdError.LEASE_NOT_FOUND, () -> revoke(5));
  }

  @Test
  void tellsTheTimeThatIsLeft() {
    grant(5, 60);
    put("b", 5);
    put("a", 5);
    LeaseTimeToLiveResponse without = timeToLive(5, false);
    assertEquals(60, without.getGrantedTTL());
    assertEquals(5, without.getID());
    assertEquals(0, without.getKeysCount());
    assertEquals(List.of(bytes("a"), bytes("b")), timeToLive(5, true).getKeysList());
  }

  @Test
  void tellsOfAMissingLeaseWithoutAnError() {
    LeaseTimeToLiveResponse response = timeToLive(99, true);
    assertEquals(-1, response.getTTL());
    assertEquals(0, response.getGrantedTTL());
    assertEquals(99, response.getID());
  }

  @Test
  void listsLeases() {
    grant(5, 60);
    grant(3, 60);
    List<Long> ids =
        leases.leaseLeases(LeaseLeasesRequest.getDefaultInstance()).getLeasesList().stream()
            .map(LeaseStatus::getID)
            .sorted()
            .toList();
    assertEquals(List.of(3L, 5L), ids);
  }

  @Test
  void renewsOneAfterAnother() throws Exception {
    grant(5, 60);
    StreamProbe<LeaseKeepAliveResponse> probe = new StreamProbe<>();
    StreamObserver<LeaseKeepAliveRequest> stream = keepAlive(probe);
    for (long id : new long[] {5, 99, 5}) {
      stream.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
    }
    for (long id : new long[] {5, 99, 5}) {
      LeaseKeepAliveResponse response = probe.next();
      assertEquals(id, response.getID());
      assertEquals(id == 5 ? 60 : 0, response.getTTL());
      assertEquals(1, response.getHeader().getRevision());
    }
    stream.onCompleted();
    assertEquals(Status.Code.OK, probe.status().getCode());
  }

  @Test
  void answersWhatWasAskedBeforeTheClientClosedItsSide() throws Exception {
    StreamProbe<LeaseKeepAliveResponse> probe = new StreamProbe<>();
    StreamObserver<LeaseKeepAliveRequest> stream = keepAlive(probe);
    stream.onNext(LeaseKeepAliveRequest.newBuilder().setID(99).build());
    stream.onNext(LeaseKeepAliveRequest.newBuilder().setID(98).build());
    stream.onCompleted();
    assertEquals(99, probe.next().getID());
    assertEquals(98, probe.next().getID());
    assertEquals(Status.Code.OK, probe.status().getCode());
  }

  @Test
  void anErrorEndsTheStreamOfRenewals() throws Exception {
    server.replica.leaseFailure = EtcdError.NOT_PRIMARY_LESSOR;
    StreamProbe<LeaseKeepAliveResponse> probe = new StreamProbe<>();
    keepAlive(probe).onNext(LeaseKeepAliveRequest.newBuilder().setID(5).build());
    probe.endsWith(EtcdError.NOT_PRIMARY_LESSOR);
  }

  private StreamObserver<LeaseKeepAliveRequest> keepAlive(
      StreamObserver<LeaseKeepAliveResponse> observer) {
    return LeaseGrpc.newStub(server.channel).leaseKeepAlive(observer);
  }

  private LeaseGrantResponse grant(long id, long ttl) {
    return leases.leaseGrant(LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build());
  }

  private long revoke(long id) {
    return leases
        .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build())
        .getHeader()
        .getRevision();
  }

  private LeaseTimeToLiveResponse timeToLive(long id, boolean keys) {
    return leases.leaseTimeToLive(
        LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(keys).build());
  }

  private void put(String key, long lease) {
    kv.put(PutRequest.newBuilder().setKey(bytes(key)).setLease(lease).build());
  }
}
