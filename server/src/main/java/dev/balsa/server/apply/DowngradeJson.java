package dev.balsa.server.apply;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;

/** A downgrade as etcd stores it: {@code {"target-version":"3.6.0","enabled":true}}. */
final class DowngradeJson {

  private DowngradeJson() {}

  static byte[] encode(Downgrade downgrade) {
    JsonObject json = new JsonObject();
    json.addProperty("target-version", downgrade.targetVersion());
    json.addProperty("enabled", downgrade.enabled());
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  static Downgrade decode(byte[] stored) {
    JsonObject json =
        JsonParser.parseString(new String(stored, StandardCharsets.UTF_8)).getAsJsonObject();
    boolean enabled = json.has("enabled") && json.get("enabled").getAsBoolean();
    return enabled ? new Downgrade(true, json.get("target-version").getAsString()) : Downgrade.NONE;
  }
}
