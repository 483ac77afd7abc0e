package dev.balsa.server.interop;

/** Users, roles and tokens, through the JSON gateway. */
final class GatewayAuthScript {

  private static final String ALICE = "{\"name\":\"alice\"";
  private static final String TEAM = "\"team\"";

  private final GatewayTalk talk;

  GatewayAuthScript(GatewayTalk talk) {
    this.talk = talk;
  }

  void run() {
    users();
    roles();
    talk.post("/v3/auth/status", "{}");
    talk.post("/v3/auth/authenticate", ALICE + ",\"password\":\"pw\"}");
    talk.post("/v3/auth/enable", "{}");
    talk.post("/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"root\"}");
    talk.post("/v3/auth/enable", "{}");
    talk.post("/v3/auth/role/add", "{\"name\":\"root\"}");
    talk.post("/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
    talk.post("/v3/auth/enable", "{}");
    permissions();
    root();
  }

  private void users() {
    talk.post("/v3/auth/user/add", ALICE + ",\"password\":\"pw\"}");
    talk.post("/v3/auth/user/add", ALICE + ",\"password\":\"pw\"}");
    talk.post("/v3/auth/user/add", "{\"password\":\"pw\"}");
    talk.post("/v3/auth/user/add", "{\"name\":\"cert\",\"options\":{\"no_password\":true}}");
    talk.post("/v3/auth/user/get", ALICE + "}");
    talk.post("/v3/auth/user/get", "{\"name\":\"nobody\"}");
    talk.post("/v3/auth/user/list", "{}");
    talk.post("/v3/auth/user/changepw", ALICE + ",\"password\":\"word\"}");
    talk.post("/v3/auth/user/changepw", "{\"name\":\"nobody\",\"password\":\"x\"}");
    talk.post("/v3/auth/user/delete", "{\"name\":\"cert\"}");
    talk.post("/v3/auth/user/delete", "{\"name\":\"cert\"}");
  }

  private void roles() {
    talk.post("/v3/auth/role/add", "{\"name\":\"team\"}");
    talk.post("/v3/auth/role/add", "{\"name\":\"team\"}");
    talk.post("/v3/auth/role/add", "{}");
    String grant = "{\"name\":\"team\",\"perm\":{\"permType\":\"%s\",\"key\":\"YQ==\"%s}}";
    talk.post("/v3/auth/role/grant", grant.formatted("READWRITE", ""));
    talk.post("/v3/auth/role/grant", grant.formatted("READ", ",\"range_end\":\"Yw==\""));
    talk.post("/v3/auth/role/grant", grant.formatted("WRITE", ",\"range_end\":\"ZA==\""));
    talk.post("/v3/auth/role/grant", "{\"name\":\"nothing\",\"perm\":{\"key\":\"YQ==\"}}");
    talk.post("/v3/auth/role/get", "{\"role\":\"team\"}");
    talk.post("/v3/auth/role/get", "{\"role\":\"nothing\"}");
    talk.post(
        "/v3/auth/role/revoke", "{\"role\":\"team\",\"key\":\"YQ==\",\"range_end\":\"ZA==\"}");
    talk.post("/v3/auth/role/revoke", "{\"role\":\"team\",\"key\":\"enp6\"}");
    talk.post("/v3/auth/role/list", "{}");
    talk.post("/v3/auth/user/grant", "{\"user\":\"alice\",\"role\":" + TEAM + "}");
    talk.post("/v3/auth/user/grant", "{\"user\":\"alice\",\"role\":\"nothing\"}");
    talk.post("/v3/auth/user/grant", "{\"user\":\"nobody\",\"role\":" + TEAM + "}");
    talk.post("/v3/auth/user/get", ALICE + "}");
  }

  private void permissions() {
    talk.post("/v3/kv/range", "{\"key\":\"YQ==\"}");
    talk.post("/v3/auth/authenticate", ALICE + ",\"password\":\"pw\"}");
    talk.post("/v3/auth/authenticate", "{\"name\":\"nobody\",\"password\":\"pw\"}");
    talk.authorization("no such token");
    talk.post("/v3/kv/range", "{\"key\":\"YQ==\"}");
    talk.authorization("");
    String token =
        talk.post("/v3/auth/authenticate", ALICE + ",\"password\":\"word\"}").text("token");
    for (String form : new String[] {"Bearer " + token, token}) {
      talk.authorization(form);
      talk.post("/v3/kv/range", "{\"key\":\"YQ==\"}");
    }
    talk.post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"NQ==\"}");
    talk.post("/v3/kv/range", "{\"key\":\"Yg==\"}");
    talk.post("/v3/kv/put", "{\"key\":\"Yg==\"}");
    talk.post("/v3/kv/put", "{\"key\":\"enp6\"}");
    talk.post("/v3/kv/deleterange", "{\"key\":\"AA==\",\"range_end\":\"AA==\"}");
    talk.post(
        "/v3/kv/txn",
        "{\"success\":[{\"request_txn\":{\"success\":[{\"request_range\":{\"key\":\"enp6\"}}]}}]}");
    talk.stream("/v3/watch", "{\"create_request\":{\"key\":\"enp6\"}}", 1, () -> {});
    talk.stream("/v3/watch", "{\"create_request\":{\"key\":\"YQ==\"}}", 1, () -> {});
    talk.post("/v3/auth/user/list", "{}");
    talk.post("/v3/auth/user/get", ALICE + "}");
    talk.post("/v3/auth/role/get", "{\"role\":\"team\"}");
    talk.post("/v3/auth/role/get", "{\"role\":\"root\"}");
    talk.post("/v3/maintenance/snapshot", "{}");
    talk.post("/v3/maintenance/defragment", "{}");
    talk.post("/v3/auth/disable", "{}");
  }

  private void root() {
    String root = "{\"name\":\"root\",\"password\":\"root\"}";
    talk.authorization("");
    talk.authorization(talk.post("/v3/auth/authenticate", root).text("token"));
    talk.post("/v3/auth/user/revoke", "{\"name\":\"alice\",\"role\":" + TEAM + "}");
    talk.post("/v3/auth/user/revoke", "{\"name\":\"alice\",\"role\":" + TEAM + "}");
    talk.post("/v3/auth/user/delete", "{\"name\":\"root\"}");
    talk.post("/v3/auth/role/delete", "{\"role\":" + TEAM + "}");
    talk.post("/v3/auth/role/delete", "{\"role\":" + TEAM + "}");
    talk.post("/v3/auth/status", "{}");
    talk.post("/v3/auth/disable", "{}");
    talk.authorization("");
    talk.post("/v3/kv/range", "{\"key\":\"YQ==\"}");
  }
}
