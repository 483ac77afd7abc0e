package dev.balsa.server;

import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.logging.Log;
import dev.balsa.server.node.Member;
import dev.balsa.server.node.MemberRemovedException;
import dev.balsa.server.node.ReplicaStatus;
import dev.balsa.server.node.StartException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Waits until a member has told the cluster who it is, and says every few seconds what it waits
 * for: a member that starts without a majority would be silent otherwise.
 */
final class StartWait {

  private static final Log LOG = Log.of(StartWait.class);
  private static final long SAY_EVERY_SECONDS = 5;

  private final Member member;
  private final CompletableFuture<?> givenUp;

  /**
   * @param givenUp completes when nobody wants to wait any longer
   */
  StartWait(Member member, CompletableFuture<?> givenUp) {
    this.member = member;
    this.givenUp = givenUp;
  }

  /**
   * Returns when the member may serve clients.
   *
   * @throws StartException if it never will
   * @throws MemberRemovedException if the others say that this member was removed
   */
  void untilReady() throws IOException {
    try {
      while (!isOver()) {
        LOG.warn(reason(member.replica().status(), member.unreachable()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting", e);
    } catch (ExecutionException e) {
      throw new StartException("cannot start: " + e.getCause().getMessage(), e.getCause());
    }
    if (member.failure().isDone()) {
      Throwable cause = member.failure().join();
      if (cause instanceof MemberRemovedException removed) {
        throw removed;
      }
      throw new StartException("cannot start: " + cause.getMessage(), cause);
    }
    if (!member.ready().isDone()) {
      throw new StartException("given up while starting");
    }
  }

  /**
   * Returns when this member's data are known to be the same as those of every member that can be
   * asked.
   *
   * @throws StartException if some have something else, or this member's data cannot be read
   */
  void untilCompared() throws IOException {
    LOG.info("starting initial corruption check");
    String self = Long.toHexString(member.replica().memberId());
    List<Long> different;
    try {
      CompletableFuture<List<Long>> compared = member.compareData();
      CompletableFuture.anyOf(compared, givenUp).get();
      if (!compared.isDone()) {
        throw new StartException("given up while starting");
      }
      different = compared.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting", e);
    } catch (ExecutionException e) {
      throw new StartException(
          self + " could not hash its data: " + e.getCause().getMessage(), e.getCause());
    }
    if (!different.isEmpty()) {
      throw new StartException(
          self
              + " found data inconsistency with peers "
              + different.stream().map(Long::toHexString).collect(Collectors.joining(", ")));
    }
    LOG.info("initial corruption checking passed; no corruption");
  }

  private boolean isOver() throws InterruptedException, ExecutionException {
    try {
      CompletableFuture.anyOf(member.ready(), member.failure(), givenUp)
          .get(SAY_EVERY_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException waiting) {
      return false;
    }
  }

  /** What a member that is not ready waits for, as far as it can tell. */
  static String reason(ReplicaStatus status, List<MemberInfo> unreachable) {
    String others =
        unreachable.isEmpty()
            ? "all members can be reached"
            : "cannot reach "
                + unreachable.stream().map(StartWait::named).collect(Collectors.joining(", "));
    if (status.hasLeader()) {
      return "clients are not served yet: the log has to be caught up with; " + others;
    }
    return "clients are not served yet: no majority has elected a leader; " + others;
  }

  private static String named(MemberInfo member) {
    String name = member.name().isEmpty() ? Long.toHexString(member.id()) : member.name();
    return name + " at " + String.join(" ", member.peerUrls());
  }
}
