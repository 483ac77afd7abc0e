package dev.balsa.tools.balsactl;

import com.google.protobuf.ByteString;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.RangeRequest;
import dev.balsa.api.RangeResponse;
import dev.balsa.client.HeldLock;
import dev.balsa.client.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code balsactl lock}. */
@Command(
    name = "lock",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Waits for a lock, prints its key and holds it until it is stopped; or runs a command while"
          + " holding it, which finds it in ETCD_LOCK_KEY and ETCD_LOCK_REV. Put -- in front of a"
          + " command that has flags.",
      ""
    })
final class LockCommand extends Group {

  @Parameters(paramLabel = "NAME [COMMAND...]", description = "The lock, and what to run under it.")
  private List<String> arguments;

  @Option(
      names = "--ttl",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "How long the lock outlives its owner's sudden end (default: ${DEFAULT-VALUE}).")
  private long ttlSeconds;

  @Override
  public Integer call() {
    List<String> words = new ArrayList<>(orEmpty(arguments));
    if (words.isEmpty()) {
      throw new Complaint(
          Complaint.BAD_ARGS, "lock takes a lock name argument and an optional command to execute");
    }
    List<String> command = new ArrayList<>(words.subList(1, words.size()));
    command.addAll(ctl().toRun());
    Reply<HeldLock> acquiring =
        client().locks().acquire(words.get(0), Duration.ofSeconds(ttlSeconds));
    CompletableFuture<Void> unused =
        terminal()
            .interrupted()
            .thenRun(
                () -> {
                  if (!acquiring.cancel(true)) {
                    acquiring.await().close();
                  }
                });
    try (HeldLock lock = acquiring.await()) {
      return command.isEmpty() ? hold(lock) : run(lock, command);
    }
  }

  private int hold(HeldLock lock) {
    ByteString key = lock.key().toByteString();
    RangeResponse held =
        read(KVGrpc.getRangeMethod(), RangeRequest.newBuilder().setKey(key).build());
    print(
        Answer.of(held)
            .simple(
                () ->
                    held.getKvsList().stream()
                        .flatMap(kv -> List.of(shown(kv.getKey()), shown(kv.getValue())).stream())
                        .toList())
            .fields(GetCommand.fields(new Fields(), held)));
    if (holdUntilLost(lock.lost())) {
      throw new Complaint(Complaint.FAILED, "session expired");
    }
    return 0;
  }

  private int run(HeldLock lock, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("ETCD_LOCK_KEY", lock.key().toString());
    builder.environment().put("ETCD_LOCK_REV", Long.toString(lock.fence()));
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new Complaint(Complaint.FAILED, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Complaint.FAILED;
    }
  }
}
