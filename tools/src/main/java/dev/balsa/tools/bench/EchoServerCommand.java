package dev.balsa.tools.bench;

import dev.balsa.tools.bench.load.EchoServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench echo-server}. */
@Command(
    name = "echo-server",
    description = {
      "A bare gRPC-Java server on 127.0.0.1 that answers every call with the bytes of its request:",
      "the ceiling for every server built on gRPC-Java. Ctrl-C ends it."
    })
final class EchoServerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "2379",
      description = "Where it listens; ${DEFAULT-VALUE} unless said otherwise, 0: any free port.")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (EchoServer server = new EchoServer(port)) {
      spec.commandLine().getOut().println("echo server listens on 127.0.0.1:" + server.port());
      spec.commandLine().getOut().flush();
      server.await();
    }
    return 0;
  }
}
