package dev.balsa.tools.bench;

import dev.balsa.tools.bench.load.CallMaker;
import dev.balsa.tools.bench.load.Figures;
import dev.balsa.tools.bench.load.LoadPlan;
import dev.balsa.tools.bench.load.LoadRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that puts one kind of requests on servers. */
abstract class LoadCommand implements Callable<Integer> {
  static final int FAILED = 1;

  @Mixin private LoadOptions options;
  @Spec private CommandSpec spec;

  /** What is asked, in words. */
  abstract String label();

  abstract CallMaker maker(LoadPlan plan);

  LoadPlan plan(LoadOptions given) {
    return given.plan();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), label());
    LoadPlan plan = plan(options);
    Figures figures = LoadRun.run(label(), plan, maker(plan), progress);
    progress.clear();
    if (options.json()) {
      out.println(Report.json(figures));
      out.flush();
    } else {
      Report.table(figures, out);
    }
    return figures.operations() == 0 ? FAILED : 0;
  }
}
