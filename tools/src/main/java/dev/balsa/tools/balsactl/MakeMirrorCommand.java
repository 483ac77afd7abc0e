package dev.balsa.tools.balsactl;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Bytes;
import dev.balsa.client.Get;
import dev.balsa.tools.mirror.Mirror;
import dev.balsa.tools.mirror.MirrorException;
import dev.balsa.tools.mirror.MirrorPlan;
import dev.balsa.tools.mirror.MirrorWatcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code balsactl make-mirror}: etcdctl's, which goes on after an interruption. */
@Command(
    name = "make-mirror",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Copies the keys of a running cluster, the one of --endpoints, into another one and repeats"
          + " every change from then on, in its order, each exactly once. It may be stopped or"
          + " killed at any time and goes on where it was: its position is a key of the"
          + " destination, balsa.mirror/PREFIX>DEST-PREFIX.",
      ""
    },
    footer = {
      "",
      "What a mirror cannot keep: revisions, versions and history (the destination counts its"
          + " own),",
      "leases (keys arrive without one; when it ends, the deletion is mirrored), users and roles."
          + " A",
      "snapshot keeps all of that.",
      "",
      "To move: mirror, stop the writers, run it once more with --until-equal, and send the"
          + " clients",
      "to the destination."
    })
final class MakeMirrorCommand extends Group {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  @Parameters(paramLabel = "DESTINATION", description = "The other cluster's endpoints.")
  private List<String> arguments;

  @Option(names = "--prefix", paramLabel = "TEXT", description = "Only keys that begin so.")
  private String prefix = "";

  @Option(
      names = "--dest-prefix",
      paramLabel = "TEXT",
      description = "What stands in its place at the destination (default: the same).")
  private String destPrefix;

  @Option(names = "--no-dest-prefix", description = "Nothing stands in its place.")
  private boolean noDestPrefix;

  @Option(
      names = "--max-txn-ops",
      paramLabel = "N",
      defaultValue = "128",
      description = "The destination's limit (default: ${DEFAULT-VALUE}).")
  private int maxTxnOps;

  @Option(
      names = "--one-by-one",
      description = "Never put changes of several revisions, though they wait, into one.")
  private boolean oneByOne;

  @Option(names = "--overwrite", description = "Replace or remove keys that are there already.")
  private boolean overwrite;

  @Option(names = "--until-equal", description = "End as soon as nothing is missing.")
  private boolean untilEqual;

  @Option(
      names = "--report-interval",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = GlobalFlags.GoDuration.class,
      description = "How often to say how far it is (default: ${DEFAULT-VALUE}).")
  private Duration reportInterval;

  @Option(names = "--dest-user", paramLabel = "NAME[:PASSWORD]", description = "As --user there.")
  private String destUser;

  @Option(names = "--dest-password", paramLabel = "TEXT", description = "As --password there.")
  private String destPassword;

  @Option(names = "--dest-cacert", paramLabel = "FILE", description = "As --cacert there.")
  private Path destAuthorities;

  @Option(names = "--dest-cert", paramLabel = "FILE", description = "As --cert there.")
  private Path destCertificate;

  @Option(names = "--dest-key", paramLabel = "FILE", description = "As --key there.")
  private Path destKey;

  @Option(
      names = "--dest-insecure-transport",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "true",
      description = "Talk plainly to a destination without a scheme (default: ${DEFAULT-VALUE}).")
  private boolean destInsecure;

  @Override
  public Integer call() {
    exactly(1, arguments, "make-mirror takes one destination argument");
    if (noDestPrefix && destPrefix != null) {
      throw new Complaint(
          Complaint.BAD_ARGS,
          "`--dest-prefix` and `--no-dest-prefix` cannot be set at the same time, choose one");
    }
    String target = noDestPrefix ? "" : destPrefix == null ? prefix : destPrefix;
    MirrorPlan plan =
        new MirrorPlan(
            Bytes.of(prefix), Bytes.of(target), maxTxnOps, !oneByOne, overwrite, untilEqual);
    try (BalsaClient destination = destination()) {
      Reporter reporter = new Reporter();
      new Mirror(client(), destination, plan, reporter).run();
      reporter.atEnd();
      return 0;
    } catch (MirrorException | IllegalArgumentException e) {
      throw new Complaint(Complaint.FAILED, e.getMessage());
    }
  }

  private BalsaClient destination() {
    boolean secure = destAuthorities != null || destCertificate != null || !destInsecure;
    List<String> endpoints =
        List.of(arguments.get(0).split(",", -1)).stream()
            .map(each -> secure && !each.contains("://") ? "https://" + each : each)
            .toList();
    return ctl()
        .flags()
        .as(destUser, destPassword, destAuthorities, destCertificate, destKey)
        .connect(endpoints, terminal(), REQUEST_TIMEOUT);
  }

  /** Prints how far the mirror is, and hears of Ctrl-C. One thread uses it. */
  private final class Reporter implements MirrorWatcher {

    private long nextNanos = System.nanoTime() + reportInterval.toNanos();
    private Progress last = new Progress("copying", 0, 0, 0);

    @Override
    public boolean isStopped() {
      return terminal().interrupted().isDone();
    }

    @Override
    public void say(String text) {
      terminal().complain(text);
    }

    @Override
    public void progress(Progress progress) {
      last = progress;
      if (System.nanoTime() - nextNanos >= 0) {
        nextNanos = System.nanoTime() + reportInterval.toNanos();
        report();
      }
    }

    private void report() {
      long now = client().kv().get(Get.key("\0").countOnly()).await().header().revision();
      terminal()
          .println(
              String.format(
                  Locale.ROOT,
                  "%s: %d changes made%s, at revision %d of %d, %d behind",
                  last.phase(),
                  last.changes(),
                  last.left() > 0 ? ", " + last.left() + " keys left" : "",
                  last.revision(),
                  now,
                  Math.max(0, now - last.revision())));
    }

    private void atEnd() {
      if (untilEqual && !isStopped()) {
        terminal()
            .println(
                String.format(
                    Locale.ROOT,
                    "equal: %d changes made, up to revision %d",
                    last.changes(),
                    last.revision()));
      }
    }
  }
}
