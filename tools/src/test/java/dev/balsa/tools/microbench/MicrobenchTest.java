package dev.balsa.tools.microbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks run; how fast is for {@code tools/bin/microbench} to say. */
class MicrobenchTest {

  @Test
  void everyBenchmarkRuns() throws RunnerException {
    Options once =
        new OptionsBuilder()
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(10))
            .param("keys", "500")
            .param("ranges", "1000")
            .param("bytes", "128")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .jvmArgs()
            .build();
    Collection<RunResult> results = new Runner(once).run();

    Set<String> ran = new TreeSet<>();
    for (RunResult result : results) {
      String name = result.getParams().getBenchmark();
      ran.add(name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1));
      assertTrue(result.getPrimaryResult().getScore() > 0, name);
    }
    assertEquals(
        Set.of(
            "EventMatchBenchmark.match",
            "IndexBenchmark.insert",
            "IndexBenchmark.lookup",
            "IndexBenchmark.update",
            "ResponseEncodeBenchmark.encode",
            "WalEncodeBenchmark.encode"),
        ran);
  }
}
