package dev.balsa.server.config;

import java.util.List;

/** Where the settings come from. */
public final class FileSettings {

  private FileSettings() {}

  /** Where it is given, no other flag and no variable counts. */
  public static final Setting<String> CONFIG_FILE =
      Setting.of(
          "config-file",
          ValueTypes.text("FILE"),
          "",
          "YAML with the names of flags as keys; all other flags and variables are ignored then.");

  static SettingGroup group() {
    return new SettingGroup("Config file", List.of(CONFIG_FILE));
  }
}
