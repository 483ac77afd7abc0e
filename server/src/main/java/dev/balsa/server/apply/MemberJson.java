package dev.balsa.server.apply;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Members as JSON, the way etcd writes them into configuration entries and into its backend.
 *
 * <pre>{@code
 * {"id":10501334649042878790,"peerURLs":["http://localhost:2380"],"isLearner":false,
 *  "name":"default","clientURLs":["http://localhost:2379"],"isPromote":false}
 * }</pre>
 */
public final class MemberJson {

  /**
   * A member in a configuration entry.
   *
   * @param promote whether the entry turns a learner into a voter instead of adding a member
   */
  public record Context(MemberInfo member, boolean promote) {}

  private MemberJson() {}

  /** Bytes for the context of a configuration entry, or for the member list in the store. */
  public static byte[] encode(MemberInfo member, boolean promote) {
    JsonObject json = new JsonObject();
    json.addProperty("id", new java.math.BigInteger(Long.toUnsignedString(member.id())));
    json.add("peerURLs", strings(member.peerUrls()));
    if (member.learner()) {
      json.addProperty("isLearner", true);
    }
    if (!member.name().isEmpty()) {
      json.addProperty("name", member.name());
    }
    if (!member.clientUrls().isEmpty()) {
      json.add("clientURLs", strings(member.clientUrls()));
    }
    if (promote) {
      json.addProperty("isPromote", true);
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #encode} or etcd wrote.
   *
   * @throws IllegalArgumentException if the bytes are not such JSON
   */
  public static Context decode(byte[] json) {
    try {
      JsonObject object =
          JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
      MemberInfo member =
          new MemberInfo(
              object.get("id").getAsBigInteger().longValue(),
              object.has("name") ? object.get("name").getAsString() : "",
              strings(object.get("peerURLs")),
              strings(object.get("clientURLs")),
              flag(object, "isLearner"));
      return new Context(member, flag(object, "isPromote"));
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      throw new IllegalArgumentException("a member record is not the JSON it should be", e);
    }
  }

  private static boolean flag(JsonObject object, String name) {
    return object.has(name) && object.get(name).getAsBoolean();
  }

  private static JsonArray strings(List<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  private static List<String> strings(JsonElement array) {
    List<String> values = new ArrayList<>();
    if (array != null && array.isJsonArray()) {
      for (JsonElement value : array.getAsJsonArray()) {
        values.add(value.getAsString());
      }
    }
    return values;
  }
}
