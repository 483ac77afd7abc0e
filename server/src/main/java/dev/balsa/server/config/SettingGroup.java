package dev.balsa.server.config;

import java.util.List;

/**
 * Settings that belong together, in the order in which the help shows them.
 *
 * @param title the heading
 * @param settings the rows
 */
public record SettingGroup(String title, List<Setting<?>> settings) {
  public SettingGroup {
    settings = List.copyOf(settings);
  }
}
