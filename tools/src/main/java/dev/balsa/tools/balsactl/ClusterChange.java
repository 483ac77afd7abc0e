package dev.balsa.tools.balsactl;

import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.Member;
import dev.balsa.api.MemberAddRequest;
import dev.balsa.api.MemberListRequest;
import dev.balsa.api.MemberListResponse;
import dev.balsa.api.MemberRemoveRequest;
import dev.balsa.api.StatusRequest;
import dev.balsa.api.StatusResponse;
import dev.balsa.client.BalsaClient;
import dev.balsa.client.BalsaException;
import dev.balsa.client.InvalidRequestException;
import dev.balsa.client.NotAllowedException;
import dev.balsa.wal.WalMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Members of the cluster as they are, and changes that are made once however often they are asked
 * for. One thread uses it.
 */
final class ClusterChange {

  /** The members refuse changes until all others have been connected for five seconds. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** What does not answer within this is down. */
  private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(2);

  private final BalsaCtl ctl;

  ClusterChange(BalsaCtl ctl) {
    this.ctl = ctl;
  }

  /** Asks a majority. */
  private MemberListResponse list() {
    return ctl.client()
        .raw()
        .read(
            ClusterGrpc.getMemberListMethod(),
            MemberListRequest.newBuilder().setLinearizable(true).build())
        .await();
  }

  private MemberListResponse listOrComplain() {
    try {
      return list();
    } catch (NotAllowedException | InvalidRequestException refused) {
      throw refused;
    } catch (BalsaException noAnswer) {
      throw new Complaint(
          Complaint.FAILED,
          "no majority of the cluster answers at "
              + String.join(",", ctl.flags().endpoints())
              + " ("
              + noAnswer.getMessage()
              + "): bring the other members back first");
    }
  }

  /** The member that a log belongs to, or of a name. */
  Member find(Optional<WalMetadata> identity, String name) {
    if (identity.isEmpty() && name == null) {
      throw new Complaint(
          Complaint.BAD_ARGS, "the directory does not tell which member it is of: give --name");
    }
    MemberListResponse response = listOrComplain();
    if (identity.isPresent() && identity.get().clusterId() != response.getHeader().getClusterId()) {
      throw new Complaint(Complaint.FAILED, "the directory is of a member of another cluster");
    }
    return response.getMembersList().stream()
        .filter(each -> identity.isEmpty() || each.getID() == identity.get().nodeId())
        .filter(each -> name == null || each.getName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Complaint(
                    Complaint.FAILED,
                    "the cluster has no such member (any more): balsactl member add makes one"));
  }

  void refuseIfAnswering(Member member) {
    if (status(member).isPresent()) {
      throw new Complaint(
          Complaint.FAILED,
          "member " + member.getName() + " is running and answers: stop it, if it is damaged");
    }
  }

  /** With the member gone, and back with nothing, the others alone must be a majority. */
  void refuseWithoutQuorum(Member member) {
    List<Member> voters =
        list().getMembersList().stream().filter(each -> !each.getIsLearner()).toList();
    int needed = voters.size() / 2 + 1;
    long well =
        voters.stream()
            .filter(each -> each.getID() != member.getID())
            .filter(each -> status(each).filter(status -> status.getLeader() != 0).isPresent())
            .count();
    if (well < needed) {
      throw new Complaint(
          Complaint.FAILED,
          "of the other voters "
              + well
              + " answer, and "
              + needed
              + " are needed: the cluster would stand still. Bring them back first");
    }
  }

  /** What a member says of itself, at the first of its addresses where it answers. */
  private Optional<StatusResponse> status(Member member) {
    for (String url : member.getClientURLsList()) {
      try (BalsaClient client = ctl.flags().connect(List.of(url), ctl.terminal())) {
        StatusResponse status =
            client
                .raw()
                .readAt(
                    url,
                    MaintenanceGrpc.getStatusMethod(),
                    StatusRequest.getDefaultInstance(),
                    STATUS_TIMEOUT)
                .await();
        if (status.getHeader().getMemberId() == member.getID()) {
          return Optional.of(status);
        }
      } catch (BalsaException unreachable) {
        ctl.terminal().complain("No answer from " + url + ": " + unreachable.getMessage());
      }
    }
    return Optional.empty();
  }

  /** Removes a member if it is there. */
  void remove(long id) {
    insist(
        () -> list().getMembersList().stream().noneMatch(each -> each.getID() == id),
        () -> {
          var unused =
              ctl.client()
                  .raw()
                  .write(
                      ClusterGrpc.getMemberRemoveMethod(),
                      MemberRemoveRequest.newBuilder().setID(id).build())
                  .await();
        });
  }

  /** Adds a member unless its addresses belong to one; returns all members. */
  List<Member> add(RebuildPlan plan) {
    List<String> urls = List.of(plan.peerUrls().split(",", -1));
    MemberAddRequest request =
        MemberAddRequest.newBuilder().addAllPeerURLs(urls).setIsLearner(plan.learner()).build();
    insist(
        () ->
            list().getMembersList().stream()
                .anyMatch(each -> List.copyOf(each.getPeerURLsList()).equals(urls)),
        () -> {
          var unused = ctl.client().raw().write(ClusterGrpc.getMemberAddMethod(), request).await();
        });
    return list().getMembersList();
  }

  /** Asks for a change until it is there; what a refusal was for may pass. */
  private void insist(BooleanSupplier done, Runnable change) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        if (done.getAsBoolean()) {
          return;
        }
        change.run();
      } catch (NotAllowedException | InvalidRequestException forGood) {
        throw forGood;
      } catch (BalsaException mayPass) {
        if (System.nanoTime() - end >= 0) {
          throw mayPass;
        }
        ctl.terminal().complain("Not yet: " + mayPass.getMessage());
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
