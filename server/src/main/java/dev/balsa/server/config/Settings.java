package dev.balsa.server.config;

import java.util.List;

/** The whole table of settings. */
public final class Settings {

  private Settings() {}

  /** The groups whose settings do something, in the order of the help. */
  public static List<SettingGroup> groups() {
    return List.of(
        FileSettings.group(),
        MemberSettings.group(),
        ClusterSettings.group(),
        DiscoverySettings.group(),
        LimitSettings.group(),
        HttpSettings.group(),
        AuthSettings.group(),
        ClientTlsSettings.group(),
        PeerTlsSettings.group(),
        TlsSettings.group(),
        HistorySettings.group(),
        BackupSettings.group(),
        GuardSettings.group(),
        LoggingSettings.group(),
        MonitoringSettings.group(),
        TracingSettings.group(),
        UnsafeSettings.group());
  }

  /** Every row, those without effect included. */
  static List<Setting<?>> all() {
    List<Setting<?>> all = new java.util.ArrayList<>();
    groups().forEach(group -> all.addAll(group.settings()));
    all.addAll(OtherSettings.withoutEffect().settings());
    return all;
  }
}
