package dev.balsa.tools.balsactl;

import dev.balsa.api.KVGrpc;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.client.KeyValue;
import dev.balsa.client.Leadership;
import dev.balsa.client.Lease;
import dev.balsa.client.Observation;
import dev.balsa.client.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code balsactl elect}. */
@Command(
    name = "elect",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Stands for election with a proposal, prints the key when it has won, and leads until it is"
          + " stopped; or, with --listen, prints who leads.",
      ""
    })
final class ElectCommand extends Group {

  private static final Duration TTL = Duration.ofSeconds(60);

  @Parameters(paramLabel = "ELECTION [PROPOSAL]", description = "Its name, and what to propose.")
  private List<String> arguments;

  @Option(
      names = {"-l", "--listen"},
      description = "Look on.")
  private boolean listen;

  @Override
  public Integer call() {
    List<String> words = orEmpty(arguments);
    if (words.isEmpty() || words.size() > 2) {
      throw new Complaint(
          Complaint.BAD_ARGS,
          "elect takes one election name argument and an optional proposal argument");
    }
    if (words.size() == 1 && !listen) {
      throw new Complaint(Complaint.BAD_ARGS, "no proposal argument but -l not set");
    }
    if (words.size() == 2 && listen) {
      throw new Complaint(Complaint.BAD_ARGS, "proposal given but -l is set");
    }
    return listen ? observe(words.get(0)) : campaign(words.get(0), words.get(1));
  }

  private int observe(String election) {
    try (Observation observation =
        client()
            .elections()
            .observe(election, leader -> leader.ifPresent(kv -> show(asResponse(kv))))) {
      CompletableFuture.anyOf(observation.ended(), stopped(() -> {})).join();
      return 0;
    }
  }

  private CompletableFuture<Void> stopped(Runnable first) {
    return terminal().interrupted().thenRun(first);
  }

  private int campaign(String election, String proposal) {
    try (Lease lease = client().leases().grant(TTL).await()) {
      Reply<Leadership> campaign = client().elections().campaign(election, lease, proposal);
      CompletableFuture<Void> unused =
          stopped(
              () -> {
                boolean ignored = campaign.cancel(true);
                giveBack(lease);
              });
      Leadership leadership = campaign.await();
      show(
          read(
              KVGrpc.getRangeMethod(),
              RangeRequest.newBuilder().setKey(leadership.key().toByteString()).build()));
      if (holdUntilLost(leadership.lost())) {
        throw new Complaint(Complaint.FAILED, "elect: session expired");
      }
      return 0;
    }
  }

  /** Prints the key of the leader. */
  private void show(RangeResponse stored) {
    ctl()
        .print(
            Answer.of(stored)
                .simple(
                    () ->
                        stored.getKvsList().stream()
                            .flatMap(
                                kv -> List.of(shown(kv.getKey()), shown(kv.getValue())).stream())
                            .toList())
                .fields(GetCommand.fields(new Fields(), stored)));
  }

  private static RangeResponse asResponse(KeyValue seen) {
    return RangeResponse.newBuilder().addKvs(WatchPrinter.message(seen)).setCount(1).build();
  }

  private static void giveBack(Lease lease) {
    lease.close();
  }
}
