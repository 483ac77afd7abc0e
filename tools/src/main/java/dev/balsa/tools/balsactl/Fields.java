package dev.balsa.tools.balsactl;

import com.google.protobuf.ByteString;
import dev.balsa.api.ResponseHeader;
import java.util.ArrayList;
import java.util.List;

/** Collects lines of the form {@code "Name" : value}. */
final class Fields {

  private final List<String> lines = new ArrayList<>();

  static Fields of(ResponseHeader header) {
    return new Fields().header(header);
  }

  Fields header(ResponseHeader header) {
    return unsigned("ClusterID", header.getClusterId())
        .unsigned("MemberID", header.getMemberId())
        .add("Revision", header.getRevision())
        .unsigned("RaftTerm", header.getRaftTerm());
  }

  Fields add(String name, Object value) {
    lines.add("\"" + name + "\" : " + value);
    return this;
  }

  Fields unsigned(String name, long value) {
    return add(name, Long.toUnsignedString(value));
  }

  Fields quoted(String name, ByteString value) {
    return add(name, Octets.quoted(value));
  }

  Fields quoted(String name, String value) {
    return add(name, Octets.quoted(value));
  }

  /** A line without anything, as etcdctl puts behind some groups. */
  Fields blank() {
    lines.add("");
    return this;
  }

  /**
   * @param prefix in front of every name: empty, or {@code Prev}
   */
  Fields keyValue(String prefix, dev.balsa.api.KeyValue kv) {
    return quoted(prefix + "Key", kv.getKey())
        .add(prefix + "CreateRevision", kv.getCreateRevision())
        .add(prefix + "ModRevision", kv.getModRevision())
        .add(prefix + "Version", kv.getVersion())
        .quoted(prefix + "Value", kv.getValue())
        .add(prefix + "Lease", kv.getLease());
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
