package dev.balsa.embedded;

import dev.balsa.server.config.BalsaConfig;
import dev.balsa.wal.Wal;
import dev.balsa.wal.disk.FileDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the members of a plan together, none of them started. */
final class Assembly {

  private Assembly() {}

  /** Takes what was put together. */
  @FunctionalInterface
  interface Taker<T> {
    T take(Plan plan, List<EmbeddedMember> members, Optional<Faults> faults);
  }

  static <T> T of(Plan plan, Taker<T> taker) {
    List<Addresses> all = new ArrayList<>();
    for (int i = 0; i < plan.size(); i++) {
      all.add(
          Addresses.of(
              i + 1, plan.ports().isEmpty() ? 0 : plan.ports().get(i), plan.clientScheme()));
    }
    List<BalsaConfig> configs = all.stream().map(self -> plan.config(self, all)).toList();
    LocalNetwork network =
        plan.meetsOnPorts() ? null : new LocalNetwork(plan.size(), isNewborn(plan, configs));
    ShiftedClock clock = new ShiftedClock();
    List<EmbeddedMember> members = new ArrayList<>();
    for (int i = 0; i < plan.size(); i++) {
      BalsaConfig config = configs.get(i);
      Place place =
          plan.directory().isPresent()
              ? new DirectoryPlace(plan, config, network)
              : plan.breakable()
                  ? new BreakablePlace(plan, config.name(), network, clock)
                  : new HeapPlace(plan, config.name(), network);
      members.add(new EmbeddedMember(plan, all.get(i), config, place));
    }
    Optional<Faults> faults =
        plan.breakable()
            ? Optional.of(new Faults(plan, members, network, clock))
            : Optional.empty();
    return taker.take(plan, members, faults);
  }

  /** Whether no member has ever run. */
  private static boolean isNewborn(Plan plan, List<BalsaConfig> configs) {
    if (plan.directory().isEmpty()) {
      return true;
    }
    try {
      for (BalsaConfig config : configs) {
        if (Wal.exists(new FileDisk(), config.walDir())) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
