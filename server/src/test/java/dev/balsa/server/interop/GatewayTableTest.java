package dev.balsa.server.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.balsa.api.ElectionProto;
import dev.balsa.api.LockProto;
import dev.balsa.api.RpcProto;
import dev.balsa.api.contract.WireTable;
import dev.balsa.server.interop.GatewayTalk.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every path of the wire table, through a real HTTP client, on a live server and beside etcd. */
class GatewayTableTest {

  private static final Map<String, String> METHODS = WireTable.load().methodsByPath();
  private static final List<FileDescriptor> FILES =
      List.of(RpcProto.getDescriptor(), LockProto.getDescriptor(), ElectionProto.getDescriptor());

  private static Subject balsa;
  private static List<Exchange> answers;

  @BeforeAll
  static void talk() {
    balsa = Subjects.balsa();
    answers = talkTo(balsa);
  }

  @AfterAll
  static void close() {
    balsa.close();
  }

  private static List<Exchange> talkTo(Subject subject) {
    GatewayTalk talk = new GatewayTalk(subject);
    new GatewayScript(talk).run();
    return talk.exchanges();
  }

  @Test
  void everyPathOfTheTableIsServed() {
    Set<String> served =
        answers.stream()
            .filter(answer -> answer.method().equals("POST") && answer.status() == 200)
            .map(Exchange::path)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> missing = new TreeSet<>(METHODS.keySet());
    missing.removeAll(served);
    // A lone member has nobody to hand over to, and a member that never came is never in step.
    missing.removeAll(Set.of("/v3/maintenance/transfer-leadership", "/v3/cluster/member/promote"));
    assertEquals(Set.of(), missing);
  }

  @Test
  void everyAnswerIsWrittenAsTheContractSays() {
    List<String> faults = new ArrayList<>();
    for (Exchange answer : answers) {
      Descriptor reply = replyOf(METHODS.get(answer.path()));
      if (reply == null || !answer.method().equals("POST")) {
        continue;
      }
      for (String line : answer.lines()) {
        JsonObject json = JsonParser.parseString(line).getAsJsonObject();
        if (answer.status() == 200 && !json.has("error")) {
          JsonElement message = json.has("result") ? json.get("result") : json;
          JsonForm.faults(reply, message)
              .forEach(fault -> faults.add(answer.path() + " " + answer.body() + ": " + fault));
        }
      }
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void anAnswerThatIsWrittenOtherwiseWouldBeNoticed() {
    Descriptor put = replyOf("etcdserverpb.KV/Put");
    for (String wrong :
        List.of(
            "{\"header\":{\"revision\":2}}",
            "{\"header\":{\"clusterId\":\"2\"}}",
            "{\"header\":{\"revision\":\"0\"}}",
            "{\"prev_kv\":{\"key\":\"a\"}}",
            "{\"prev_kv\":[]}")) {
      assertEquals(1, JsonForm.faults(put, JsonParser.parseString(wrong)).size(), wrong);
    }
    Descriptor member = replyOf("etcdserverpb.Maintenance/Alarm");
    assertEquals(
        1, JsonForm.faults(member, JsonParser.parseString("{\"alarms\":[{\"alarm\":1}]}")).size());
  }

  @Test
  void etcdAnswersTheSame() {
    List<String> differences = new ArrayList<>();
    try (Subject etcd = Subjects.etcd()) {
      List<Exchange> expected = talkTo(etcd);
      assertEquals(expected.size(), answers.size());
      compare(etcd, expected, differences);
    }
    assertTrue(differences.isEmpty(), () -> String.join("\n", differences));
  }

  private static void compare(Subject etcd, List<Exchange> expected, List<String> differences) {
    for (int i = 0; i < expected.size(); i++) {
      String theirs = GatewayDifferences.plain(expected.get(i), etcd);
      String own = GatewayDifferences.plain(answers.get(i), balsa);
      if (!theirs.equals(own) && !GatewayDifferences.isKnown(expected.get(i))) {
        differences.add(
            "%s %s %s%n  etcd  %s%n  balsa %s"
                .formatted(
                    answers.get(i).method(),
                    answers.get(i).path(),
                    answers.get(i).body(),
                    theirs,
                    own));
      }
    }
  }

  private static Descriptor replyOf(String method) {
    if (method == null) {
      return null;
    }
    String service = method.substring(method.indexOf('.') + 1, method.indexOf('/'));
    String name = method.substring(method.indexOf('/') + 1);
    return FILES.stream()
        .map(file -> file.findServiceByName(service))
        .filter(java.util.Objects::nonNull)
        .map(found -> found.findMethodByName(name).getOutputType())
        .findFirst()
        .orElseThrow();
  }
}
