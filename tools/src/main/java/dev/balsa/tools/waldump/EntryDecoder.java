package dev.balsa.tools.waldump;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.balsa.raft.ConfChangeType;
import dev.balsa.raft.Entry;
import dev.balsa.server.apply.ConfChangeCodec;
import dev.balsa.server.command.InternalRaftRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an entry carries: the request of a client, a change of the members, or nothing (a leader's
 * first entry).
 */
public final class EntryDecoder {

  /** The legacy id, and the header that replaced it. */
  private static final int ID = 1;

  private static final int HEADER = 100;

  /** Where etcd before 3.6 keeps a request of its second API inside the internal request. */
  private static final int V2 = 2;

  private static final int V2_METHOD = 2;
  private static final int V2_PATH = 3;
  private static final int V2_VALUE = 4;

  private EntryDecoder() {}

  /** The kind of content, and the content. */
  public record Decoded(String kind, Map<String, Object> content) {}

  /** Reads the data of an entry; what is not understood is of kind "unknown". */
  public static Decoded decode(Entry entry) {
    try {
      return switch (entry.type()) {
        case NORMAL -> normal(entry.data());
        case CONF_CHANGE -> confChange(entry.data());
        case CONF_CHANGE_V2 -> confChangeV2(UnknownFieldSet.parseFrom(entry.data()));
      };
    } catch (IOException e) {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put("data", ByteString.copyFrom(entry.data()));
      content.put("problem", "no request that is known: " + e.getMessage());
      return new Decoded("unknown", content);
    }
  }

  private static Decoded normal(byte[] data) throws InvalidProtocolBufferException {
    if (data.length == 0) {
      return new Decoded("empty", Map.of());
    }
    // Before 3.6 etcd also wrote requests of its second API bare. Their method is a text where the
    // internal request has nothing or a message, so what looks like one is one.
    UnknownFieldSet fields = UnknownFieldSet.parseFrom(data);
    Decoded v2 = v2(fields);
    if (v2 != null) {
      return v2;
    }
    if (fields.hasField(V2)) {
      Decoded inner =
          v2(UnknownFieldSet.parseFrom(fields.getField(V2).getLengthDelimitedList().get(0)));
      if (inner != null) {
        return inner;
      }
    }
    return request(InternalRaftRequest.parseFrom(data));
  }

  private static Decoded request(InternalRaftRequest request) {
    Map<String, Object> content = new LinkedHashMap<>();
    String kind = "unknown";
    for (Map.Entry<FieldDescriptor, Object> field : request.getAllFields().entrySet()) {
      int number = field.getKey().getNumber();
      if (number != ID && number != HEADER) {
        kind = dashed(field.getKey().getName());
        content.putAll(MessageTree.of((Message) field.getValue()));
      }
    }
    if (kind.equals("unknown")) {
      content.putAll(MessageTree.of(request));
    } else if (request.hasHeader() && request.getHeader().getID() != 0) {
      content.put("request", new Id(request.getHeader().getID()));
      if (!request.getHeader().getUsername().isEmpty()) {
        content.put("user", request.getHeader().getUsername());
      }
    }
    return new Decoded(kind, content);
  }

  private static Decoded v2(UnknownFieldSet fields) {
    String method = text(fields, V2_METHOD);
    if (!List.of("GET", "PUT", "POST", "DELETE", "QGET", "SYNC").contains(method)) {
      return null;
    }
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("method", method);
    content.put("path", text(fields, V2_PATH));
    content.put("value", text(fields, V2_VALUE));
    return new Decoded("v2", content);
  }

  private static String text(UnknownFieldSet fields, int number) {
    List<ByteString> values = fields.getField(number).getLengthDelimitedList();
    return values.isEmpty() ? "" : values.get(0).toString(StandardCharsets.UTF_8);
  }

  private static Decoded confChange(byte[] data) throws IOException {
    ConfChangeCodec.Decoded change = ConfChangeCodec.decode(data);
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("change", new Name(dashed(change.type().name())));
    content.put("member", new Id(change.memberId()));
    content.put("request", new Id(change.requestId()));
    content.put("context", ByteString.copyFrom(change.context()));
    return new Decoded("conf-change", content);
  }

  private static Decoded confChangeV2(UnknownFieldSet fields)
      throws InvalidProtocolBufferException {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("transition", number(fields.getField(1)));
    List<Object> changes = new ArrayList<>();
    for (ByteString change : fields.getField(2).getLengthDelimitedList()) {
      UnknownFieldSet single = UnknownFieldSet.parseFrom(change);
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("change", new Name(dashed(type(single.getField(1)).name())));
      tree.put("member", new Id(number(single.getField(2))));
      changes.add(tree);
    }
    content.put("changes", changes);
    fields.getField(3).getLengthDelimitedList().forEach(bytes -> content.put("context", bytes));
    return new Decoded("conf-change-v2", content);
  }

  private static ConfChangeType type(Field field) throws InvalidProtocolBufferException {
    try {
      return ConfChangeType.of(number(field));
    } catch (IllegalArgumentException e) {
      throw new InvalidProtocolBufferException(e.getMessage());
    }
  }

  private static long number(Field field) {
    return field.getVarintList().isEmpty() ? 0 : field.getVarintList().get(0);
  }

  static String dashed(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
