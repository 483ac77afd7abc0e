package dev.balsa.tools.balsactl;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.balsa.api.Event;
import dev.balsa.api.WatchResponse;
import dev.balsa.client.CompactedException;
import dev.balsa.client.KeyValue;
import dev.balsa.client.WatchBatch;
import dev.balsa.client.WatchEvent;
import dev.balsa.client.WatchListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Prints what a watch sees, or runs a command for each change. */
final class WatchPrinter implements WatchListener {

  private final BalsaCtl ctl;
  private final List<String> command;

  WatchPrinter(BalsaCtl ctl, List<String> command) {
    this.ctl = ctl;
    this.command = command;
  }

  @Override
  public void onBatch(WatchBatch batch) {
    if (command.isEmpty()) {
      WatchResponse response = response(batch);
      ctl.print(
          Answer.of(response)
              .simple(() -> simple(response))
              .fields(fields(response))
              .json(() -> json(response)));
    } else {
      batch.events().forEach(event -> run(batch.revision(), event));
    }
  }

  @Override
  public void onProgress(long revision) {
    ctl.terminal().println("progress notify: " + revision);
  }

  void compacted(CompactedException why) {
    ctl.terminal().complain("watch was canceled (" + why.getMessage() + ")");
  }

  private static WatchResponse response(WatchBatch batch) {
    WatchResponse.Builder response = WatchResponse.newBuilder();
    response.getHeaderBuilder().setRevision(batch.revision());
    for (WatchEvent each : batch.events()) {
      Event.Builder event = response.addEventsBuilder();
      event.setType(each.isPut() ? Event.EventType.PUT : Event.EventType.DELETE);
      event.setKv(message(each.kv()));
      each.previous().ifPresent(before -> event.setPrevKv(message(before)));
    }
    return response.build();
  }

  static dev.balsa.api.KeyValue message(KeyValue kv) {
    return dev.balsa.api.KeyValue.newBuilder()
        .setKey(kv.key().toByteString())
        .setValue(kv.value().toByteString())
        .setCreateRevision(kv.createRevision())
        .setModRevision(kv.modRevision())
        .setVersion(kv.version())
        .setLease(kv.lease())
        .build();
  }

  private List<String> simple(WatchResponse response) {
    List<String> lines = new ArrayList<>();
    for (Event each : response.getEventsList()) {
      boolean put = each.getType() == Event.EventType.PUT;
      lines.add(
          ctl.terminal()
              .coloured(
                  put ? Terminal.Colour.GOOD : Terminal.Colour.BAD, each.getType().toString()));
      if (each.hasPrevKv()) {
        add(lines, each.getPrevKv());
      }
      add(lines, each.getKv());
    }
    return lines;
  }

  private void add(List<String> lines, dev.balsa.api.KeyValue kv) {
    boolean hex = ctl.flags().hex();
    lines.add(hex ? Octets.hex(kv.getKey()) : Octets.of(kv.getKey()));
    lines.add(hex ? Octets.hex(kv.getValue()) : Octets.of(kv.getValue()));
  }

  private static Fields fields(WatchResponse response) {
    Fields fields = Fields.of(response.getHeader());
    for (Event each : response.getEventsList()) {
      fields.add("Type", each.getType());
      if (each.hasPrevKv()) {
        fields.keyValue("Prev", each.getPrevKv());
      }
      fields.keyValue("", each.getKv());
    }
    return fields;
  }

  private static JsonObject json(WatchResponse response) {
    JsonObject json = new JsonObject();
    json.add("Header", GoJson.of(response.getHeader()));
    JsonArray events = new JsonArray();
    response.getEventsList().forEach(each -> events.add(GoJson.of(each)));
    json.add("Events", events);
    json.addProperty("CompactRevision", response.getCompactRevision());
    json.addProperty("Canceled", false);
    json.addProperty("Created", false);
    return json;
  }

  private void run(long revision, WatchEvent event) {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("ETCD_WATCH_REVISION", Long.toString(revision));
    builder.environment().put("ETCD_WATCH_EVENT_TYPE", Octets.quoted(event.type().toString()));
    builder.environment().put("ETCD_WATCH_KEY", quoted(event.kv().key().toByteArray()));
    builder.environment().put("ETCD_WATCH_VALUE", quoted(event.kv().value().toByteArray()));
    try {
      int exitCode = builder.start().waitFor();
      if (exitCode != 0) {
        ctl.terminal().complain(command + ": exit status " + exitCode);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Quoted octets as the text that the environment takes. */
  private static String quoted(byte[] bytes) {
    return ByteString.copyFrom(
            Octets.quoted(ByteString.copyFrom(bytes)), java.nio.charset.StandardCharsets.ISO_8859_1)
        .toStringUtf8();
  }
}
