package dev.balsa.tools.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.balsa.client.BalsaClient;
import dev.balsa.server.BalsaServer;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.CommandLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Kubernetes, docker-compose, the image and the systemd unit. */
class DeployFilesTest {

  private static final Path FILES = Path.of("deploy");

  @TempDir Path data;

  private final List<Map<String, Object>> objects = documents("kubernetes/balsa.yaml");

  @Test
  void everyObjectHasWhatKubernetesAsksOfIt() {
    assertEquals(5, objects.size());
    for (Map<String, Object> object : objects) {
      assertTrue(Set.of("v1", "apps/v1", "policy/v1").contains(object.get("apiVersion")));
      assertTrue(text(object, "metadata.name").startsWith("balsa"));
      assertEquals("balsa", map(object, "metadata.labels").get("app.kubernetes.io/name"));
    }
  }

  @Test
  void everyObjectKeepsToTheSchemaOfKubernetes() {
    for (Map<String, Object> object : objects) {
      assertEquals("", KubernetesSchema.mistakeOf(object));
    }
  }

  /** Each is a slip that reads well. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "livenessProbe: | liveness: | StatefulSet: The field `liveness` in the JSON string is not",
        "failureThreshold: 6 | failureTreshold: 6 | The field `failureTreshold` in the JSON string",
        "replicas: 3 | replicas: three | apps/v1 StatefulSet: java.lang.NumberFormatException",
        "port: 2380, | port: peer, | v1 Service: java.lang.NumberFormatException",
        "containerPort: 2379 | hostPort: 2379 | StatefulSet: The required field `containerPort` is",
        "maxUnavailable: 1 | maxUnavailable: [1] | PodDisruptionBudget: Expected the field",
        "drop: [ALL] | drop: ALL | StatefulSet: Expected the field `drop` to be an array",
        "apps/v1 | apps/v2 | no such kind: apps/v2 StatefulSet",
      })
  void aSlipWouldBeNoticed(String right, String wrong, String mistake) throws IOException {
    String manifest = Files.readString(FILES.resolve("kubernetes/balsa.yaml"));
    assertTrue(manifest.contains(right), right);
    List<String> mistakes = new ArrayList<>();
    for (Map<String, Object> object : documentsIn(manifest.replace(right, wrong))) {
      mistakes.add(KubernetesSchema.mistakeOf(object));
    }
    assertTrue(mistakes.stream().anyMatch(each -> each.contains(mistake)), mistakes.toString());
  }

  @Test
  void thePodsCommandLineAndVariablesMakeAMemberOfThree() {
    for (int i = 0; i < 3; i++) {
      String pod = "balsa-" + i;
      List<String> command = command(pod);
      assertEquals("balsa", command.remove(0));
      Map<String, String> variables = new TreeMap<>(Map.of("POD_NAME", pod));
      map(object("ConfigMap"), "data").forEach((k, v) -> variables.put(k, (String) v));
      CommandLine line = CommandLine.parse(command, variables);
      BalsaConfig config = line.config();
      assertEquals(List.of(), line.warnings());
      assertEquals(pod, config.name());
      assertEquals(3, config.initialCluster().peerUrls().size());
      assertEquals(config.initialAdvertisePeerUrls(), config.initialCluster().peerUrls().get(pod));
    }
  }

  private List<String> command(String pod) {
    List<String> command = new ArrayList<>();
    for (Object word : (List<?>) container().get("command")) {
      command.add(((String) word).replace("$(POD_NAME)", pod));
    }
    return command;
  }

  @Test
  void membersHaveNamesBeforeTheyAreReadyAndClientsReachReadyOnesAlone() {
    Map<String, Object> headless = object("Service", "balsa-peers");
    assertEquals("None", text(headless, "spec.clusterIP"));
    assertEquals(true, value(headless, "spec.publishNotReadyAddresses"));
    assertEquals("balsa-peers", text(set(), "spec.serviceName"));
    assertEquals("Parallel", text(set(), "spec.podManagementPolicy"));
    assertFalse(map(object("Service", "balsa"), "spec").containsKey("publishNotReadyAddresses"));
    Map<?, ?> pods = map(set(), "spec.template.metadata.labels");
    for (Map<String, Object> selecting : List.of(headless, object("Service", "balsa"))) {
      assertTrue(pods.entrySet().containsAll(map(selecting, "spec.selector").entrySet()));
    }
  }

  @Test
  void probesAskForLifeAndReadinessAtAPortThatIsThere() {
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      String path = text(container(), probe + ".httpGet.path");
      assertEquals(probe.startsWith("readiness") ? "/readyz" : "/livez", path);
      String port = text(container(), probe + ".httpGet.port");
      assertTrue(
          ((List<?>) container().get("ports"))
              .stream().anyMatch(each -> port.equals(((Map<?, ?>) each).get("name"))));
    }
  }

  @Test
  void oneMemberAtATimeMayGoAndNoTwoShareAMachine() {
    assertEquals(1, value(object("PodDisruptionBudget"), "spec.maxUnavailable"));
    Map<?, ?> rule =
        (Map<?, ?>)
            ((List<?>)
                    value(
                        set(),
                        "spec.template.spec.affinity.podAntiAffinity"
                            + ".requiredDuringSchedulingIgnoredDuringExecution"))
                .get(0);
    assertEquals("kubernetes.io/hostname", rule.get("topologyKey"));
  }

  @Test
  void theContainerIsNobodyAndHasTimeToHandOver() {
    assertEquals(true, value(set(), "spec.template.spec.securityContext.runAsNonRoot"));
    assertEquals(false, value(container(), "securityContext.allowPrivilegeEscalation"));
    assertEquals(true, value(container(), "securityContext.readOnlyRootFilesystem"));
    assertTrue((int) value(set(), "spec.template.spec.terminationGracePeriodSeconds") >= 30);
    assertNotNull(value(container(), "resources.limits.memory"));
    assertNotNull(value(container(), "resources.requests.cpu"));
  }

  @Test
  void theImageStartsByACommandAndNotByAnEntrypoint() throws IOException {
    String dockerfile = Files.readString(FILES.resolve("Dockerfile"));
    List<String> lines = dockerfile.lines().filter(line -> !line.startsWith("#")).toList();
    assertTrue(lines.stream().noneMatch(line -> line.startsWith("ENTRYPOINT")));
    String command =
        lines.stream().filter(line -> line.startsWith("CMD ")).findFirst().orElseThrow();
    List<String> words = new ArrayList<>();
    for (Object word : (List<?>) yaml(command.substring("CMD ".length()))) {
      words.add((String) word);
    }
    assertEquals("/usr/local/bin/balsa", words.remove(0));
    CommandLine line = CommandLine.parse(words, Map.of("ETCD_DATA_DIR", "/var/lib/balsa"));
    assertEquals(Path.of("/var/lib/balsa"), line.config().dataDir());
    assertServes(words);
    assertTrue(lines.stream().anyMatch(each -> each.startsWith("USER 10001")));
    String image = text(container(), "image");
    assertTrue(image.matches("balsa:[0-9]+\\.[0-9]+\\.[0-9]+"), image);
  }

  /** Starts what the container starts, as it is written there but for the port's number. */
  private void assertServes(List<String> words) throws IOException {
    List<String> anyPort = words.stream().map(word -> word.replace(":2379", ":0")).toList();
    CommandLine line =
        CommandLine.parse(anyPort, Map.of("ETCD_DATA_DIR", data.resolve("image").toString()));
    try (BalsaServer server = BalsaServer.start(line.config());
        BalsaClient client = BalsaClient.connect("127.0.0.1:" + server.clientPort())) {
      assertEquals(2, client.kv().put("k", "v").await().revision());
    }
  }

  @Test
  void composeMakesThreeMembersThatFindOneAnother() {
    Map<String, Object> compose = documents("docker-compose.yml").get(0);
    Map<String, Object> services = map(compose, "services");
    assertEquals(Set.of("m1", "m2", "m3"), services.keySet());
    services.forEach(
        (name, service) -> {
          Map<String, String> variables = new TreeMap<>();
          merged(map(service, "environment")).forEach((k, v) -> variables.put(k, (String) v));
          BalsaConfig config = CommandLine.parse(List.of(), variables).config();
          assertEquals(name, config.name());
          assertEquals(
              config.initialAdvertisePeerUrls(), config.initialCluster().peerUrls().get(name));
          assertEquals("balsa:0.1.0", merged(map(service, "")).get("image"));
        });
  }

  /** A map with what it takes over from another one; not every reader of YAML does it itself. */
  private static Map<String, Object> merged(Map<String, Object> map) {
    Map<String, Object> all = new TreeMap<>();
    if (map.get("<<") instanceof Map<?, ?> other) {
      other.forEach((key, value) -> all.put((String) key, value));
    }
    all.putAll(map);
    all.remove("<<");
    return all;
  }

  @Test
  void theServiceReadsAFileThatIsSound() throws IOException {
    String unit = Files.readString(FILES.resolve("balsa.service"));
    assertTrue(
        unit.contains("ExecStart=/usr/local/bin/balsa --config-file=/etc/balsa/balsa.yaml\n"));
    assertTrue(unit.contains("User=balsa\n"));
    assertTrue(unit.contains("SuccessExitStatus=143\n"));
    CommandLine line =
        CommandLine.parse(List.of("--config-file=" + FILES.resolve("balsa.yaml")), Map.of());
    assertEquals("m1", line.config().name());
    assertEquals(1, line.warnings().size(), line.warnings().toString());
  }

  /** The server says that it is ready; a manager that waits for it must be told to wait. */
  @Test
  void systemdFindsNothingWrongWithTheUnit() throws IOException, InterruptedException {
    Path systemd = Path.of("/usr/bin/systemd-analyze");
    assumeTrue(Files.isExecutable(systemd), "no systemd-analyze here (Debian: systemd)");
    String program = Path.of("bin/bench").toAbsolutePath().toString(); // there and executable
    String unit =
        Files.readString(FILES.resolve("balsa.service")).replace("/usr/local/bin/balsa", program);
    assertTrue(unit.contains("Type=notify\n"));
    assertEquals("0 ", verified(systemd, unit));
    String slip = verified(systemd, unit.replace("RestartSec=", "RestartSecs="));
    assertTrue(slip.contains("RestartSecs"), slip);
  }

  private String verified(Path systemd, String unit) throws IOException, InterruptedException {
    Path file = Files.writeString(data.resolve("balsa.service"), unit);
    Process process =
        new ProcessBuilder(systemd.toString(), "verify", file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }

  private Map<String, Object> set() {
    return object("StatefulSet");
  }

  private Map<String, Object> container() {
    return map(((List<?>) value(set(), "spec.template.spec.containers")).get(0), "");
  }

  private Map<String, Object> object(String kind) {
    return objects.stream().filter(each -> kind.equals(each.get("kind"))).findFirst().orElseThrow();
  }

  private Map<String, Object> object(String kind, String name) {
    return objects.stream()
        .filter(each -> kind.equals(each.get("kind")))
        .filter(each -> name.equals(text(each, "metadata.name")))
        .findFirst()
        .orElseThrow();
  }

  private static String text(Object root, String path) {
    return (String) value(root, path);
  }

  @SuppressWarnings("unchecked") // maps of YAML have texts as keys here
  private static Map<String, Object> map(Object root, String path) {
    return (Map<String, Object>) value(root, path);
  }

  private static Object value(Object root, String path) {
    Object at = root;
    for (String key : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
      at = ((Map<?, ?>) at).get(key);
    }
    return at;
  }

  private static Object yaml(String text) {
    return new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  private static List<Map<String, Object>> documents(String file) {
    try {
      return documentsIn(Files.readString(FILES.resolve(file)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Map<String, Object>> documentsIn(String text) {
    List<Map<String, Object>> documents = new ArrayList<>();
    LoadSettings settings = LoadSettings.builder().build();
    new Load(settings).loadAllFromString(text).forEach(each -> documents.add(map(each, "")));
    return documents;
  }
}
