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
 *
 * <p>An entry that adds a learner also says how many there may be, {@code "maxLearners":1}, which
 * etcd passes over.
 */
public final class MemberJson {

  /**
   * A member in a configuration entry.
   *
   * @param promote whether the entry turns a learner into a voter instead of adding a member
   * @param maxLearners how many learners there may be with this one, as the member that was asked
   *     had it set: all members must judge by the same number; -1 where the entry does not say
   */
  public record Context(MemberInfo member, boolean promote, int maxLearners) {

    /** Without a limit. */
    public Context(MemberInfo member, boolean promote) {
      this(member, promote, -1);
    }
  }

  private MemberJson() {}

  /** Bytes for the member list in the store, or for an entry that adds a voter. */
  public static byte[] encode(MemberInfo member) {
    return encode(new Context(member, false));
  }

  /** Bytes for the context of a configuration entry. */
  public static byte[] encode(Context context) {
    MemberInfo member = context.member();
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
    if (context.promote()) {
      json.addProperty("isPromote", true);
    }
    if (context.maxLearners() >= 0) {
      json.addProperty("maxLearners", context.maxLearners());
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
      int maxLearners = object.has("maxLearners") ? object.get("maxLearners").getAsInt() : -1;
      return new Context(member, flag(object, "isPromote"), maxLearners);
    } catch (JsonParseException
        | IllegalStateException
        | NumberFormatException
        | NullPointerException e) {
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
