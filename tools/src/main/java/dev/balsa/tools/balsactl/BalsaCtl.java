package dev.balsa.tools.balsactl;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.BalsaException;
import dev.balsa.client.NotAllowedException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code balsactl}. */
@Command(
    name = "balsactl",
    sortOptions = false,
    usageHelpAutoWidth = true,
    subcommands = {
      PutCommand.class,
      GetCommand.class,
      DelCommand.class,
      TxnCommand.class,
      WatchCommand.class,
      CompactionCommand.class,
      LeaseCommand.class,
      LockCommand.class,
      ElectCommand.class,
      MemberCommand.class,
      EndpointCommand.class,
      MoveLeaderCommand.class,
      AlarmCommand.class,
      DefragCommand.class,
      SnapshotCommand.class,
      MakeMirrorCommand.class,
      UserCommand.class,
      RoleCommand.class,
      AuthCommand.class,
      DowngradeCommand.class,
      CheckCommand.class,
      CompletionCommand.class,
      VersionCommand.class
    },
    description = {
      "Talks to a running Balsa or etcd. Commands, flags and ETCDCTL_... variables are etcdctl's.",
      ""
    },
    commandListHeading = "%nCommands (balsactl COMMAND --help tells more):%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:Refused or failed; 2 to 5 as etcdctl tells them apart.",
      "128:Wrong usage."
    },
    footer = {
      "",
      "Examples:",
      "  balsactl put greeting hello",
      "  balsactl get --prefix config/ -w json",
      "  balsactl watch --prefix config/ --rev 1",
      "  balsactl lock nightly -- ./backup.sh              runs it while holding the lock",
      "  balsactl --endpoints a:2379,b:2379,c:2379 endpoint status -w table",
      "  source <(balsactl completion bash)                completes commands and flags",
    })
final class BalsaCtl implements AutoCloseable {

  @Mixin private GlobalFlags flags;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "This text.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
  private boolean help;

  private final Terminal terminal;
  private final List<String> toRun;
  private BalsaClient client;

  /**
   * @param toRun the command behind {@code --}, for those who run one
   */
  private BalsaCtl(Terminal terminal, List<String> toRun) {
    this.terminal = terminal;
    this.toRun = toRun;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    // The launcher knows: a JVM tells a terminal from a file only since version 22.
    boolean looked = Boolean.getBoolean("balsa.terminal.out") && System.getenv("NO_COLOR") == null;
    boolean typed = Boolean.getBoolean("balsa.terminal.in");
    Terminal terminal =
        new Terminal(
            System.in,
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err),
            System.getenv(),
            looked,
            typed ? prompt -> System.console().readPassword(prompt) : null);
    Thread atEnd = new Thread(() -> interrupted(terminal), "balsactl-interrupted");
    Runtime.getRuntime().addShutdownHook(atEnd);
    int exitCode = run(terminal, args);
    if (Runtime.getRuntime().removeShutdownHook(atEnd)) {
      System.exit(exitCode);
    }
  }

  /** Ctrl-C: a command that holds something gives it back first, and that is a good end. */
  private static void interrupted(Terminal terminal) {
    if (terminal.interrupted().getNumberOfDependents() > 0) {
      terminal.interrupted().complete(null);
      Runtime.getRuntime().halt(0);
    }
  }

  /** Runs one command on a terminal; the exit code is etcdctl's. */
  static int run(Terminal terminal, String... args) {
    int end = runsAnother(args) ? Arrays.asList(args).indexOf("--") : -1;
    String[] own = end < 0 ? args : Arrays.copyOf(args, end);
    List<String> toRun = end < 0 ? List.of() : List.of(args).subList(end + 1, args.length);
    try (BalsaCtl ctl = new BalsaCtl(terminal, toRun)) {
      CommandLine commandLine = commandLine(ctl);
      StringWriter help = new StringWriter();
      PrintWriter complaints =
          new PrintWriter(
              new OutputStreamWriter(terminal.complaints(), StandardCharsets.UTF_8), true);
      commandLine.setOut(new PrintWriter(help)).setErr(complaints);
      int exitCode = commandLine.execute(own);
      if (help.getBuffer().length() > 0) {
        terminal.print(help.toString().getBytes(StandardCharsets.UTF_8));
      }
      return exitCode;
    }
  }

  /** For these, what follows {@code --} is a command of its own. */
  private static boolean runsAnother(String... args) {
    List<String> words = Arrays.asList(args);
    return words.contains("watch") || words.contains("lock");
  }

  static CommandLine commandLine(BalsaCtl ctl) {
    CommandLine commandLine = new CommandLine(ctl);
    commandLine.setDefaultValueProvider(new Variables(ctl.terminal, commandLine));
    commandLine.setUsageHelpLongOptionsMaxWidth(30);
    commandLine.setParameterExceptionHandler(
        (wrong, args) -> {
          ctl.terminal.complain("Error: " + wrong.getMessage());
          ctl.terminal.complain(
              "Run '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
          return Complaint.BAD_ARGS;
        });
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          ctl.terminal.complain(
              ctl.terminal.coloured(Terminal.Colour.BAD, "Error:") + " " + explain(failure));
          return exitCode(failure);
        });
    return commandLine;
  }

  private static int exitCode(Exception failure) {
    if (failure instanceof Complaint complaint) {
      return complaint.exitCode();
    }
    boolean loginFailed =
        failure instanceof NotAllowedException
            && failure.getMessage().startsWith("etcdserver: authentication failed");
    return loginFailed ? Complaint.BAD_CONNECTION : Complaint.FAILED;
  }

  private static String explain(Exception failure) {
    boolean ours = failure instanceof Complaint || failure instanceof BalsaException;
    return ours && failure.getMessage() != null ? failure.getMessage() : failure.toString();
  }

  GlobalFlags flags() {
    return flags;
  }

  Terminal terminal() {
    return terminal;
  }

  List<String> toRun() {
    return toRun;
  }

  /** The client of the servers that were named; connects when it is first asked for. */
  BalsaClient client() {
    if (client == null) {
      client = flags.connect(flags.endpoints(), terminal);
    }
    return client;
  }

  void print(Answer answer) {
    answer.print(terminal, flags.format());
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }

  /** Takes flags that were not given from variables, then from their own defaults. */
  private static final class Variables implements IDefaultValueProvider {

    private final Terminal terminal;
    private final List<String> global;

    private Variables(Terminal terminal, CommandLine commandLine) {
      this.terminal = terminal;
      global =
          commandLine.getCommandSpec().options().stream().map(OptionSpec::longestName).toList();
    }

    @Override
    public String defaultValue(ArgSpec argument) {
      String name = argument instanceof OptionSpec option ? option.longestName() : "";
      String value =
          global.contains(name) ? GlobalFlags.fromVariables(terminal.environment(), name) : null;
      return value != null ? value : argument.defaultValue();
    }
  }
}
