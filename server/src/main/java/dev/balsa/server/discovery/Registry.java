package dev.balsa.server.discovery;

import com.google.protobuf.ByteString;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.api.WatchCreateRequest;
import dev.balsa.server.logging.Log;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The first members of a cluster, as they put themselves down in another one: etcd's discovery, in
 * etcd's layout. Blocks until all are there. One use each.
 */
public final class Registry implements AutoCloseable {

  private static final Log LOG = Log.of(Registry.class);
  private static final String PREFIX = "/_etcd/registry/";

  /** Seconds between attempts: 2, 4, 8 and so on. */
  private static final int MOST_DOUBLINGS = 5;

  /** How long a watch may be silent before the members are looked at again. */
  private static final long LOOK_AGAIN_MILLIS = 30_000;

  private static final long UNWATCHED_MILLIS = 1_000;

  private static final Set<Status.Code> HOPELESS =
      Set.of(
          Status.Code.INVALID_ARGUMENT,
          Status.Code.PERMISSION_DENIED,
          Status.Code.UNAUTHENTICATED,
          Status.Code.UNIMPLEMENTED);

  private final RegistryLink link;
  private final String root;
  private final String ownKey;
  private int attempts;

  /** The answer about the members that was looked at last. */
  private long revision;

  private Registry(RegistryPlan plan, long memberId) {
    this.link = new RegistryLink(plan);
    this.root = PREFIX + plan.token();
    this.ownKey = root + "/members/" + Long.toHexString(memberId);
  }

  /**
   * Puts a member down and waits for the others.
   *
   * @param self {@code name=url}, once for each of its peer addresses
   * @return all members, in the form of {@code --initial-cluster}
   * @throws DiscoveryException in etcd's words, if the cluster is full or was never announced
   */
  public static String join(RegistryPlan plan, long memberId, String self) throws IOException {
    try (Registry registry = new Registry(plan, memberId)) {
      String members = registry.join(self);
      LOG.info("discovery joined cluster successfully", "cluster", members);
      return members;
    } catch (DiscoveryException e) {
      throw new DiscoveryException("failed to join discovery cluster (" + e.getMessage() + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for members to register");
    }
  }

  private String join(String self) throws DiscoveryException, InterruptedException {
    check();
    insist("register member itself", () -> put(self));
    List<Registration> members = check();
    int size = size();
    while (members.size() < size) {
      LOG.info(
          "waiting for peers from discovery service",
          "cluster-size",
          size,
          "found-peers",
          members.size());
      if (!link.awaitChange(watched(), revision + 1, LOOK_AGAIN_MILLIS)) {
        pause(UNWATCHED_MILLIS);
      }
      members = check();
    }
    List<Registration> first = members.subList(0, size);
    requireNamesOfTheirOwn(first);
    return String.join(",", first.stream().map(Registration::members).toList());
  }

  private boolean put(String self) {
    link.put(ownKey, self);
    LOG.info("register member itself successfully", "member-key", ownKey, "member-info", self);
    return true;
  }

  /** Who is there by now, first come first; this one has a place among the first, or could have. */
  private List<Registration> check() throws DiscoveryException, InterruptedException {
    int size = size();
    List<Registration> members = insist("cluster status check", this::members);
    for (int i = 0; i < members.size() && !members.get(i).key().equals(ownKey); i++) {
      if (i >= size - 1) {
        throw new DiscoveryException("discovery: cluster is full");
      }
    }
    return members;
  }

  private int size() throws DiscoveryException, InterruptedException {
    RangeRequest request =
        RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(root + "/_config/size")).build();
    RangeResponse found = insist("cluster status check", () -> link.range(request));
    if (found.getKvsCount() == 0) {
      throw new DiscoveryException("discovery: size key not found");
    }
    try {
      int size = Integer.parseInt(found.getKvs(0).getValue().toStringUtf8());
      if (size > 0) {
        return size;
      }
    } catch (NumberFormatException e) {
      LOG.warn("the cluster's size is no number", "key", request.getKey().toStringUtf8());
    }
    throw new DiscoveryException("discovery: size key is bad");
  }

  private List<Registration> members() {
    WatchCreateRequest range = watched();
    RangeResponse found =
        link.range(
            RangeRequest.newBuilder()
                .setKey(range.getKey())
                .setRangeEnd(range.getRangeEnd())
                .build());
    revision = found.getHeader().getRevision();
    List<Registration> members = new ArrayList<>();
    for (var kv : found.getKvsList()) {
      Registration each = Registration.of(kv);
      if (each.isReadable()) {
        members.add(each);
      } else {
        LOG.warn("invalid peer info returned from discovery service", "member-key", each.key());
      }
    }
    members.sort(Comparator.comparingLong(Registration::since));
    return members;
  }

  /** All keys of members: from the slash behind the word to the sign after the slash. */
  private WatchCreateRequest watched() {
    return WatchCreateRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(root + "/members/"))
        .setRangeEnd(ByteString.copyFromUtf8(root + "/members0"))
        .build();
  }

  /** Two of one name would each take themselves for a cluster of their own. */
  private static void requireNamesOfTheirOwn(List<Registration> members) throws DiscoveryException {
    Set<String> names = new TreeSet<>();
    for (Registration each : members) {
      if (!names.add(each.name())) {
        throw new DiscoveryException("discovery: found duplicate name");
      }
    }
  }

  /** Asks until there is an answer; only what no second attempt would mend ends it. */
  private <T> T insist(String step, Supplier<T> question)
      throws DiscoveryException, InterruptedException {
    while (true) {
      try {
        T answer = question.get();
        attempts = 0;
        return answer;
      } catch (StatusRuntimeException e) {
        if (HOPELESS.contains(e.getStatus().getCode())) {
          throw new DiscoveryException(String.valueOf(e.getStatus().getDescription()), e);
        }
        attempts++;
        long millis = TimeUnit.SECONDS.toMillis(1L << Math.min(attempts, MOST_DOUBLINGS));
        LOG.warn(
            "retry connecting to discovery service",
            "reason",
            step,
            "backoff-ms",
            millis,
            "error",
            String.valueOf(e.getStatus().getDescription()));
        pause(millis);
      }
    }
  }

  /** Interruptible, and it ends nothing but the waiting. */
  private static void pause(long millis) throws InterruptedException {
    if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nobody counts this down");
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
