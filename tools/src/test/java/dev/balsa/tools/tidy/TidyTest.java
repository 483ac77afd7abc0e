package dev.balsa.tools.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every source of the project keeps to the project's rules. Writes lengths to {@code
 * target/tidy-report.txt}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TidyTest {

  private List<SourceFile> sources;

  @BeforeAll
  void readTheSources() throws IOException {
    sources = Sources.load(Sources.root());
    assertTrue(
        sources.stream().filter(SourceFile::isMain).count() > 50, "the sources were not found");
  }

  @Test
  void modulesKnowOnlyWhomTheyMay() {
    check(new ModuleArrows());
  }

  @Test
  void roomsOfTheServerKnowOnlyWhatStandsBelow() {
    check(new ServerArrows());
  }

  @Test
  void timeChanceAndThreadsComeInThroughOneDoor() {
    check(new BannedCalls());
  }

  @Test
  void noHashOrderReachesAnything() {
    check(new HashOrder());
  }

  @Test
  void noStaticChanges() {
    check(PlainRules::noMutableStatics);
  }

  @Test
  void onlyMainMethodsEndTheProcess() {
    check(PlainRules::noExit);
  }

  @Test
  void nothingIsPutOff() {
    check(PlainRules::nothingPutOff);
  }

  @Test
  void noFileKnowsTheMachineItWasWrittenOn() {
    check(PlainRules::noWorkplace);
  }

  @Test
  void noFileIsLongerThanItMayBe() {
    check(PlainRules::notTooLong);
  }

  @Test
  void everyPackageSaysWhatItIs() {
    assertEquals(List.of(), List.copyOf(packagesWithoutInfo(sources)));
  }

  @Test
  void everyTypeThatProgramsSeeSaysWhatItIs() {
    check(new PublicDocs());
  }

  @Test
  void lengthsAreReported() throws IOException {
    Path report = Sources.root().resolve("tools/target/tidy-report.txt");
    Files.createDirectories(report.getParent());
    Files.writeString(report, lengths());
  }

  /** Packages of main code that have no package-info. */
  static Set<String> packagesWithoutInfo(List<SourceFile> sources) {
    Set<String> packages =
        sources.stream()
            .filter(SourceFile::isMain)
            .map(SourceFile::packageName)
            .collect(Collectors.toCollection(TreeSet::new));
    sources.stream()
        .filter(file -> file.isMain() && file.className().equals("package-info"))
        .forEach(file -> packages.remove(file.packageName()));
    return packages;
  }

  private void check(Rule rule) {
    List<Violation> violations =
        sources.stream().flatMap(file -> rule.check(file).stream()).toList();
    assertEquals(
        0,
        violations.size(),
        () ->
            "\n"
                + violations.stream().map(Violation::toString).collect(Collectors.joining("\n"))
                + "\n");
  }

  private String lengths() {
    List<SourceFile> files =
        sources.stream()
            .filter(SourceFile::isMain)
            .sorted(Comparator.comparingInt(SourceFile::lineCount))
            .toList();
    List<Methods.Method> methods =
        files.stream()
            .flatMap(file -> Methods.of(file).stream())
            .sorted(Comparator.comparingInt(Methods.Method::lines))
            .toList();
    StringBuilder report = new StringBuilder();
    report.append("main files: ").append(files.size()).append(", lines per file: ");
    report.append(spread(files.stream().map(SourceFile::lineCount).toList())).append('\n');
    report.append("methods: ").append(methods.size()).append(", lines per method: ");
    report
        .append(spread(methods.stream().map(Methods.Method::lines).toList()))
        .append("\n\nlongest files:\n");
    last(files, 15)
        .forEach(file -> report.append(String.format("%6d  %s%n", file.lineCount(), file.path())));
    report.append("\nmethods of 40 lines and more, and the longest:\n");
    methods.stream()
        .skip(
            Math.max(
                0,
                Math.min(
                    methods.size() - 15, methods.stream().filter(m -> m.lines() < 40).count())))
        .forEach(
            method ->
                report.append(
                    String.format(
                        "%6d  %s  %s%n", method.lines(), method.name(), method.file().path())));
    return report.toString();
  }

  private static <T> List<T> last(List<T> sorted, int count) {
    return sorted.subList(Math.max(0, sorted.size() - count), sorted.size());
  }

  private static String spread(List<Integer> sorted) {
    int size = sorted.size();
    return "median "
        + sorted.get(size / 2)
        + ", 90% "
        + sorted.get(size * 9 / 10)
        + ", most "
        + sorted.get(size - 1);
  }
}
