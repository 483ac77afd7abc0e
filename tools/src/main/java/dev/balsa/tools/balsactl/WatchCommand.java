package dev.balsa.tools.balsactl;

import dev.balsa.client.Bytes;
import dev.balsa.client.CompactedException;
import dev.balsa.client.KeyRange;
import dev.balsa.client.Watch;
import dev.balsa.client.Watcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code balsactl watch}. */
@Command(
    name = "watch",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Prints changes of a key, or of the keys of a range [key, range_end), until it is stopped. It"
          + " goes on where it was when a server is lost. Behind -- may stand a command, which is"
          + " run for each change and finds it in ETCD_WATCH_REVISION, ETCD_WATCH_EVENT_TYPE,"
          + " ETCD_WATCH_KEY and ETCD_WATCH_VALUE.",
      ""
    },
    footer = {
      "",
      "ETCDCTL_WATCH_KEY and ETCDCTL_WATCH_RANGE_END stand for the arguments where there are none."
    })
final class WatchCommand extends Group {

  @Parameters(paramLabel = "KEY [RANGE_END]", description = "The key, or the ends of a range.")
  private List<String> arguments;

  @Option(names = "--prefix", description = "All keys that begin so.")
  private boolean prefix;

  @Option(names = "--rev", paramLabel = "REVISION", description = "From this revision on.")
  private long revision;

  @Option(names = "--prev-kv", description = "Print what was there before.")
  private boolean previous;

  @Option(names = "--progress-notify", description = "Tell now and then that nothing happened.")
  private boolean progress;

  @Option(
      names = {"-i", "--interactive"},
      description = "Take lines: watch KEY [RANGE_END] [flags], or progress.")
  private boolean interactive;

  @Override
  public Integer call() {
    WatchPrinter printer = new WatchPrinter(ctl(), ctl().toRun());
    try {
      return interactive ? follow(printer) : watch(printer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Complaint.FAILED;
    }
  }

  private int watch(WatchPrinter printer) throws InterruptedException {
    try (Watcher watcher = client().watches().listen(watch(), printer)) {
      CompletableFuture<Object> over =
          CompletableFuture.anyOf(
              watcher.ended(), terminal().interrupted().thenApply(done -> null));
      over.get();
      return 0;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CompactedException compacted) {
        printer.compacted(compacted);
      }
      throw new Complaint(Complaint.FAILED, "watch is canceled by the server");
    }
  }

  private Watch watch() {
    List<String> words = new ArrayList<>(orEmpty(arguments));
    if (words.isEmpty()) {
      String key = terminal().environment().get("ETCDCTL_WATCH_KEY");
      String end = terminal().environment().get("ETCDCTL_WATCH_RANGE_END");
      if (key != null) {
        words.add(key);
      }
      if (key != null && end != null) {
        words.add(end);
      }
    }
    if (words.isEmpty() || words.size() > 2) {
      throw new Complaint(Complaint.BAD_ARGS, "bad number of arguments");
    }
    Ranges range = Ranges.of("watch", words, prefix, false);
    Watch watch = Watch.range(range(range)).fromRevision(revision);
    watch = previous ? watch.withPrevious() : watch;
    return progress ? watch.withProgress() : watch;
  }

  private static KeyRange range(Ranges range) {
    Bytes first = Bytes.from(range.key());
    if (range.end().isEmpty()) {
      return KeyRange.key(first);
    }
    return range.isOpen() ? KeyRange.from(first) : KeyRange.between(first, Bytes.from(range.end()));
  }

  /** Watches as lines ask for them, until the input ends. */
  private int follow(WatchPrinter printer) {
    List<Watcher> watchers = new ArrayList<>();
    try {
      for (String line = terminal().readLine(); line != null; line = terminal().readLine()) {
        List<String> words = TxnText.words(line.strip());
        if (words.isEmpty()) {
          continue;
        }
        switch (words.get(0)) {
          case "watch" -> watchers.add(begin(words.subList(1, words.size()), printer));
          case "progress" -> watchers.forEach(each -> printer.onProgress(each.nextRevision() - 1));
          default ->
              terminal()
                  .complain("Invalid command " + line + " (only support 'watch' and 'progress')");
        }
      }
      return 0;
    } finally {
      watchers.forEach(Watcher::close);
    }
  }

  private Watcher begin(List<String> words, WatchPrinter printer) {
    WatchCommand line = new WatchCommand();
    new CommandLine(line).parseArgs(words.toArray(String[]::new));
    Watcher watcher = client().watches().listen(line.asTyped(this), printer);
    long unused = watcher.started().await();
    return watcher;
  }

  /** The watch of a line, which has no terminal of its own. */
  private Watch asTyped(WatchCommand command) {
    command.arguments = arguments;
    command.prefix = prefix;
    command.revision = revision;
    command.previous = previous;
    command.progress = progress;
    return command.watch();
  }
}
