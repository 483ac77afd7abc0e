package dev.balsa.client.discovery;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Optional;

/**
 * Where a service can be reached.
 *
 * @param name tells it from others of the same service
 * @param address {@code host:port}
 * @param metadata JSON that is handed on as it is; {@code null} as text for none
 */
public record ServiceEndpoint(String name, String address, String metadata) {

  private static final String NONE = "null";

  /** An endpoint that is named like its address. */
  public static ServiceEndpoint at(String address) {
    return new ServiceEndpoint(address, address, NONE);
  }

  /** With something else that clients may want to know, as JSON. */
  public ServiceEndpoint withMetadata(String json) {
    return new ServiceEndpoint(name, address, JsonParser.parseString(json).toString());
  }

  String toJson() {
    JsonObject update = new JsonObject();
    update.addProperty("Op", 0);
    update.addProperty("Addr", address);
    update.add("Metadata", JsonParser.parseString(metadata));
    return update.toString();
  }

  /** Empty for what is no endpoint: others may keep other things beside. */
  static Optional<ServiceEndpoint> parse(String name, String json) {
    try {
      JsonElement parsed = JsonParser.parseString(json);
      if (!parsed.isJsonObject() || !parsed.getAsJsonObject().has("Addr")) {
        return Optional.empty();
      }
      JsonObject update = parsed.getAsJsonObject();
      JsonElement more = update.get("Metadata");
      return Optional.of(
          new ServiceEndpoint(
              name, update.get("Addr").getAsString(), more == null ? NONE : more.toString()));
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
