package dev.balsa.server.backup;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.balsa.mvcc.backend.Pinned;
import dev.balsa.mvcc.backend.Space;
import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.apply.MemberJson;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The two buckets that are not copied as they are: {@code meta} and {@code cluster}. */
final class EtcdMeta {

  /** What this store and etcd call alike; what else is in the space is of no use to etcd. */
  private static final List<String> COPIED =
      List.of("consistent_index", "term", "scheduledCompactRev", "finishedCompactRev");

  private static final String CLUSTER_VERSION = "clusterVersion";
  private static final int FIRST_MINOR_WITH_STORAGE_VERSION = 6;

  private EtcdMeta() {}

  /** The records of {@code meta}. */
  static SortedMap<byte[], byte[]> meta(Pinned moment, String version) {
    SortedMap<byte[], byte[]> records = new TreeMap<>(Arrays::compareUnsigned);
    for (String name : COPIED) {
      byte[] value = moment.get(Space.META, bytes(name));
      if (value != null) {
        records.put(bytes(name), value);
      }
    }
    records.put(bytes("confState"), bytes(confState(members(moment))));
    if (minor(version) >= FIRST_MINOR_WITH_STORAGE_VERSION || major(version) > 3) {
      records.put(bytes("storageVersion"), bytes(minorRelease(version)));
    }
    return records;
  }

  /** The records of {@code cluster}. */
  static SortedMap<byte[], byte[]> cluster(Pinned moment, String version) {
    SortedMap<byte[], byte[]> records = new TreeMap<>(Arrays::compareUnsigned);
    try (Pinned.Cursor cursor = moment.cursor(Space.CLUSTER)) {
      while (cursor.next()) {
        records.put(cursor.key(), cursor.value());
      }
    }
    // An etcd that finds a cluster version above its own refuses to start.
    records.computeIfPresent(
        bytes(CLUSTER_VERSION),
        (name, stored) -> {
          String text = new String(stored, StandardCharsets.UTF_8);
          return isNewer(text, version) ? bytes(minorRelease(version)) : stored;
        });
    return records;
  }

  private static List<MemberInfo> members(Pinned moment) {
    List<MemberInfo> members = new ArrayList<>();
    try (Pinned.Cursor cursor = moment.cursor(Space.MEMBERS)) {
      while (cursor.next()) {
        members.add(MemberJson.decode(cursor.value()).member());
      }
    }
    return members;
  }

  /** {@code raftpb.ConfState} the way etcd's JSON has it. */
  private static String confState(List<MemberInfo> members) {
    JsonArray voters = new JsonArray();
    JsonArray learners = new JsonArray();
    for (MemberInfo member : members) {
      BigInteger id = new BigInteger(Long.toUnsignedString(member.id()));
      (member.learner() ? learners : voters).add(id);
    }
    JsonObject state = new JsonObject();
    state.add("voters", voters);
    if (!learners.isEmpty()) {
      state.add("learners", learners);
    }
    state.addProperty("auto_leave", false);
    return state.toString();
  }

  private static boolean isNewer(String version, String than) {
    return major(version) > major(than)
        || (major(version) == major(than) && minor(version) > minor(than));
  }

  /** The first release of a version's minor line, such as 3.7.0 for 3.7.2. */
  static String minorRelease(String version) {
    return major(version) + "." + minor(version) + ".0";
  }

  private static int major(String version) {
    return Integer.parseInt(version.split("\\.", -1)[0]);
  }

  private static int minor(String version) {
    return Integer.parseInt(version.split("\\.", -1)[1]);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
