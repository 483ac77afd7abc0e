package dev.balsa.server.interop;

/** Members, alarms and all the rest of what looks after a server, through the JSON gateway. */
final class GatewayCareScript {

  private static final String STRANGER = "{\"ID\":\"4711\"";

  private final GatewayTalk talk;

  GatewayCareScript(GatewayTalk talk) {
    this.talk = talk;
  }

  void run() {
    members();
    alarms();
    maintenance();
  }

  private void members() {
    talk.post("/v3/cluster/member/list", "{}");
    String learner =
        talk.post(
                "/v3/cluster/member/add",
                "{\"peerURLs\":[\"http://10.0.0.9:2380\"],\"isLearner\":true}")
            .text("member", "ID");
    // Another id follows from more URLs; from the same ones etcd may draw the same in one second.
    talk.post(
        "/v3/cluster/member/add",
        "{\"peerURLs\":[\"http://10.0.0.9:2380\",\"http://10.0.0.6:2380\"]}");
    talk.post("/v3/cluster/member/add", "{\"peerURLs\":[\"not a url\"]}");
    String named = "{\"ID\":\"" + learner + "\"";
    talk.post("/v3/cluster/member/update", named + ",\"peerURLs\":[\"http://10.0.0.8:2380\"]}");
    talk.post("/v3/cluster/member/promote", named + "}");
    talk.post("/v3/cluster/member/remove", named + "}");
    talk.post("/v3/cluster/member/remove", named + "}");
    talk.post("/v3/cluster/member/remove", STRANGER + "}");
    talk.post("/v3/cluster/member/promote", STRANGER + "}");
    talk.post("/v3/cluster/member/update", STRANGER + ",\"peerURLs\":[\"http://10.0.0.7:2380\"]}");
  }

  private void alarms() {
    String self = talk.post("/v3/maintenance/status", "{}").text("header", "member_id");
    String full = "\"memberID\":\"" + self + "\",\"alarm\":\"NOSPACE\"}";
    talk.post("/v3/maintenance/alarm", "{}");
    talk.post("/v3/maintenance/alarm", "{\"action\":\"ACTIVATE\"," + full);
    talk.post("/v3/maintenance/alarm", "{\"action\":\"GET\"}");
    talk.post("/v3/kv/put", "{\"key\":\"YQ==\"}");
    talk.post("/v3/maintenance/status", "{}");
    talk.post("/v3/maintenance/alarm", "{\"action\":\"DEACTIVATE\"," + full);
    talk.post("/v3/maintenance/alarm", "{\"action\":\"GET\"}");
  }

  private void maintenance() {
    talk.post("/v3/maintenance/defragment", "{}");
    talk.post("/v3/maintenance/hash", "{}");
    talk.post("/v3/maintenance/hashkv", "{}");
    talk.post("/v3/maintenance/hashkv", "{\"revision\":\"100000\"}");
    talk.stream("/v3/maintenance/snapshot", "{}", 1, () -> {});
    talk.post("/v3/maintenance/transfer-leadership", "{\"targetID\":\"4711\"}");
    talk.post("/v3/maintenance/downgrade", "{\"action\":\"VALIDATE\",\"version\":\"3.6\"}");
    talk.post("/v3/maintenance/downgrade", "{\"action\":\"CANCEL\"}");
  }
}
