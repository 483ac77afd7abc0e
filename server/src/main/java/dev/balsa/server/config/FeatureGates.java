package dev.balsa.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What {@code --feature-gates} switches, by etcd 3.7's names. A name that etcd does not know ends
 * the start; one that has nothing to switch here is told as a warning when it is changed.
 */
public final class FeatureGates {

  /** The data of all members are compared before clients are served. */
  public static final String INITIAL_CORRUPT_CHECK = "InitialCorruptCheck";

  /** The leader compares what the members keep at the revision that was compacted. */
  public static final String COMPACT_HASH_CHECK = "CompactHashCheck";

  private static final String ALL_ALPHA = "AllAlpha";
  private static final String ALL_BETA = "AllBeta";

  private static final Set<String> ALPHA =
      Set.of(
          "StopGRPCServiceOnDefrag",
          INITIAL_CORRUPT_CHECK,
          COMPACT_HASH_CHECK,
          "LeaseCheckpoint",
          "LeaseCheckpointPersist",
          "SetMemberLocalAddr",
          "PriorityRequest");

  private static final Set<String> BETA =
      Set.of("TxnModeWriteWithSharedBuffer", "FastLeaseKeepAlive");

  private static final Set<String> EFFECTIVE = Set.of(INITIAL_CORRUPT_CHECK, COMPACT_HASH_CHECK);

  private final Map<String, Boolean> given;

  private FeatureGates(Map<String, Boolean> given) {
    this.given = given;
  }

  /**
   * Reads the value of the flag.
   *
   * @throws ConfigException if it names a gate that there is not, or is no list of switches
   */
  static FeatureGates parse(String text) {
    TreeMap<String, Boolean> given = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      String trimmed = part.strip();
      if (trimmed.isEmpty()) {
        continue;
      }
      int equals = trimmed.indexOf('=');
      if (equals < 0) {
        throw new ConfigException("missing bool value for feature gate " + trimmed);
      }
      String name = trimmed.substring(0, equals).strip();
      String value = trimmed.substring(equals + 1).strip();
      if (!ALPHA.contains(name)
          && !BETA.contains(name)
          && !name.equals(ALL_ALPHA)
          && !name.equals(ALL_BETA)) {
        throw new ConfigException("unrecognized feature gate: " + name);
      }
      if (!value.equals("true") && !value.equals("false")) {
        throw new ConfigException("invalid value of " + name + ": " + value + ", want a bool");
      }
      given.put(name, value.equals("true"));
    }
    FeatureGates gates = new FeatureGates(given);
    if (gates.isOn("LeaseCheckpointPersist") && !gates.isOn("LeaseCheckpoint")) {
      throw new ConfigException(
          "enabling feature gate LeaseCheckpointPersist requires enabling feature gate"
              + " LeaseCheckpoint");
    }
    return gates;
  }

  /** Whether a feature is on. */
  public boolean isOn(String name) {
    Boolean own = given.get(name);
    if (own != null) {
      return own;
    }
    boolean alpha = ALPHA.contains(name);
    return given.getOrDefault(alpha ? ALL_ALPHA : ALL_BETA, !alpha);
  }

  /**
   * A gate.
   *
   * @param stage how far etcd has come with the feature: ALPHA or BETA
   */
  public record Gate(String name, String stage, boolean isOn) {}

  /** Every gate there is, sorted by name, those that gather others first. */
  public List<Gate> all() {
    List<Gate> all = new ArrayList<>();
    all.add(new Gate(ALL_ALPHA, "ALPHA", given.getOrDefault(ALL_ALPHA, false)));
    all.add(new Gate(ALL_BETA, "BETA", given.getOrDefault(ALL_BETA, false)));
    for (String name : new TreeSet<>(ALPHA)) {
      all.add(new Gate(name, "ALPHA", isOn(name)));
    }
    for (String name : new TreeSet<>(BETA)) {
      all.add(new Gate(name, "BETA", isOn(name)));
    }
    return all;
  }

  /** The gates that were changed by name, and that nothing here listens to. */
  SortedSet<String> withoutEffect() {
    TreeSet<String> idle = new TreeSet<>(given.keySet());
    idle.removeAll(EFFECTIVE);
    idle.removeIf(
        name ->
            name.equals(ALL_ALPHA)
                || name.equals(ALL_BETA)
                || given.get(name) == BETA.contains(name));
    return idle;
  }
}
