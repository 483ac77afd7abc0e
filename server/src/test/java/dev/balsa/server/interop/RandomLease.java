package dev.balsa.server.interop;

import com.google.protobuf.Message;
import dev.balsa.api.LeaseGrantRequest;
import dev.balsa.api.LeaseKeepAliveRequest;
import dev.balsa.api.LeaseLeasesRequest;
import dev.balsa.api.LeaseRevokeRequest;
import dev.balsa.api.LeaseTimeToLiveRequest;

/** Random requests to the Lease service. No lease that stays runs out during a test. */
final class RandomLease {
  private static final long LONG_TTL_SECONDS = 3000;
  private static final long TTL_LIMIT_SECONDS = 9_000_000_000L;

  private final Dice dice;

  RandomLease(Dice dice) {
    this.dice = dice;
  }

  Message next() {
    return switch (dice.below(9)) {
      case 0, 1, 2 -> grant();
      case 3 -> LeaseRevokeRequest.newBuilder().setID(dice.oneIn(10) ? 0 : dice.lease()).build();
      case 4, 5 ->
          LeaseTimeToLiveRequest.newBuilder().setID(dice.lease()).setKeys(dice.oneIn(2)).build();
      case 6 -> LeaseLeasesRequest.getDefaultInstance();
      default ->
          LeaseKeepAliveRequest.newBuilder().setID(dice.oneIn(10) ? 0 : dice.lease()).build();
    };
  }

  private LeaseGrantRequest grant() {
    long ttl =
        switch (dice.below(12)) {
          case 0 -> 1 - dice.below(3);
          case 1 -> TTL_LIMIT_SECONDS + dice.below(2);
          default -> LONG_TTL_SECONDS + dice.below(5);
        };
    return LeaseGrantRequest.newBuilder()
        .setID(dice.oneIn(8) ? 0 : dice.leaseIdToGrant())
        .setTTL(ttl)
        .build();
  }
}
