package dev.balsa.tools.localcluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code local-cluster}. */
@Command(
    name = "local-cluster",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Starts the members of a cluster on this machine, reachable from this machine only, and shows"
          + " what they say. Ctrl-C ends them all.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It was asked to end.",
      "1:The members could not be started: a port is taken, or the data is another cluster's.",
      "2:Wrong usage."
    },
    footer = {
      "",
      "Examples:",
      "  local-cluster                       three members; the first at 127.0.0.1:2379",
      "  local-cluster --fresh               the same, and what they held before is deleted",
      "  local-cluster --members 5 --restart five, and who dies comes back by itself",
      "  local-cluster -- --snapshot-count 1000    flags behind -- go to every member",
      "",
      "What to try:",
      "  etcdctl put k v; then type k 1 and Enter: m1 is killed, the others elect a leader and",
      "  go on; etcdctl --endpoints 127.0.0.1:12379 get k still answers v. Kill a second one and",
      "  nothing is acknowledged any more: two of three are needed. Type r 1 and Enter: m1 comes",
      "  back, catches up, and the cluster goes on.",
      "",
      "Where things are:",
      "  The members are called m1, m2, ...; clients reach them at 2379, 12379, 22379, ..., other",
      "  members one port above. The data lies in DIR/m1.etcd, DIR/m2.etcd, ... and stays.",
    })
final class LocalCluster implements Callable<Integer> {
  private static final int CANNOT_START = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--members",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many members; ${DEFAULT-VALUE} unless said otherwise.")
  private int members;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "local-cluster",
      description = "Where the members keep their data; ./${DEFAULT-VALUE} unless said otherwise.")
  private Path data;

  @Option(names = "--fresh", description = "Delete what the members kept before.")
  private boolean fresh;

  @Option(names = "--restart", description = "Start a member that died again, after a second.")
  private boolean restart;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "2379",
      description =
          "Where the first member serves clients, ${DEFAULT-VALUE} unless said otherwise; the"
              + " second does so 10000 higher, and so on.")
  private int port;

  @Option(
      names = "--server",
      paramLabel = "FILE",
      defaultValue = "${env:BALSA_SERVER}",
      description = "The server's launcher; server/bin/balsa unless said otherwise.")
  private Path server;

  @Parameters(paramLabel = "FLAGS", description = "Flags for every member, behind --.")
  private List<String> flags = new ArrayList<>();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "This text.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
  private boolean help;

  private final InputStream keyboard;

  LocalCluster(InputStream keyboard) {
    this.keyboard = keyboard;
  }

  /** The command, before arguments. */
  static CommandLine commandLine(InputStream keyboard) {
    return new CommandLine(new LocalCluster(keyboard));
  }

  /** Starts the tool; the exit codes are in the help text. */
  public static void main(String[] arguments) {
    System.exit(commandLine(System.in).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Layout layout = new Layout(members, port, data);
    if (layout.problem() != null) {
      throw new ParameterException(spec.commandLine(), layout.problem());
    }
    if (server == null || !Files.isExecutable(server)) {
      return refuse("there is no server at " + server + ": run mvn -q -DskipTests package first");
    }
    String obstacle = obstacle(layout);
    if (obstacle != null) {
      return refuse(obstacle);
    }
    run(layout);
    return 0;
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("local-cluster: " + why);
    return CANNOT_START;
  }

  /** What stands in the way; null if nothing does. */
  private String obstacle(Layout layout) throws IOException {
    for (int member : layout.numbers()) {
      for (int wanted : new int[] {layout.clientPort(member), layout.peerPort(member)}) {
        if (!isFree(wanted)) {
          return "port "
              + wanted
              + ", which "
              + layout.name(member)
              + " needs, is in use: end what listens there, or choose others with --port";
        }
      }
    }
    if (fresh) {
      DataDirectories.delete(data);
    }
    int before = DataDirectories.found(data).size();
    return before == 0 || before == members
        ? null
        : data
            + " holds a cluster of "
            + before
            + ": --members "
            + before
            + " goes on with it,"
            + " --fresh begins anew";
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // what a connection that ended left behind is no obstacle
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void run(Layout layout) throws IOException, InterruptedException {
    Files.createDirectories(data);
    PrintWriter out = spec.commandLine().getOut();
    Console console = new Console(out, "1".equals(System.getenv("BALSA_TERMINAL")));
    List<String> command = List.of(server.toAbsolutePath().toString());
    try (RunningCluster cluster = new RunningCluster(layout, command, flags, restart, console)) {
      Thread ending = new Thread(() -> close(cluster, console), "ending");
      Runtime.getRuntime().addShutdownHook(ending);
      listen(new Keys(cluster, layout.members()), console);
      cluster.awaitQuit();
    }
  }

  private void listen(Keys keys, Console console) {
    Thread listener =
        new Thread(
            () -> {
              try {
                keys.readAll(keyboard);
              } catch (IOException e) {
                console.alarm("nothing more can be typed: " + e.getMessage());
              }
            },
            "keyboard");
    listener.setDaemon(true);
    listener.start();
  }

  private static void close(RunningCluster cluster, Console console) {
    try {
      cluster.close();
    } catch (IOException e) {
      console.alarm(e.getMessage());
    }
  }
}
