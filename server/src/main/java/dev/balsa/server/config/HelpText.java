package dev.balsa.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The text behind {@code --help}, made from the table of settings. */
public final class HelpText {

  private static final int WIDTH = 100;
  private static final String INDENT = "        ";

  private HelpText() {}

  /** The whole text, ending with a line break. */
  public static String render() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        Balsa: a strongly consistent key-value store that speaks etcd's v3 API.

        Usage:
          balsa [flags]      serve clients on http://localhost:2379, with data in default.etcd
          balsa --version    print the versions
          balsa --help       print this text

        Examples:
          # A server for everybody on the network, with its data where it belongs.
          balsa --data-dir /var/lib/balsa --listen-client-urls http://0.0.0.0:2379 \\
                --advertise-client-urls http://10.0.0.1:2379

          # Try it.
          etcdctl put greeting hello && etcdctl get greeting

        Flags are written --name=value, --name value or -name value; given twice, the last counts. A switch is on
        when it stands alone, off with --name=false. Every flag has an environment variable, ETCD_ and its name in
        capitals with underscores (ETCD_DATA_DIR for --data-dir); a flag and its variable together are an error.
        Durations have units: 300ms, 5s, 1h30m.
        """);
    for (SettingGroup group : Settings.groups()) {
      text.append('\n').append(group.title()).append(":\n");
      for (Setting<?> setting : group.settings()) {
        describe(setting, text);
      }
    }
    text.append("\nAccepted without effect, for start scripts made for etcd:\n");
    wrap(names(OtherSettings.withoutEffect()), "  ", text);
    return text.toString();
  }

  private static void describe(Setting<?> setting, StringBuilder text) {
    text.append("  --").append(setting.name());
    if (setting.isSwitch()) {
      text.append("[=").append(setting.defaultText().equals("true") ? "false" : "true").append(']');
    } else {
      text.append(' ').append(setting.placeholder());
      String usual = setting.defaultText();
      if (!usual.isEmpty()) {
        boolean fits = setting.name().length() + usual.length() < WIDTH / 2 + INDENT.length();
        text.append(fits ? "  " : "\n" + INDENT).append("(default ").append(usual).append(')');
      }
    }
    text.append('\n');
    wrap(List.of(setting.help().split(" ")), INDENT, text);
  }

  private static List<String> names(SettingGroup group) {
    return group.settings().stream()
        .map(Setting::name)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static void wrap(List<String> words, String indent, StringBuilder text) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : words) {
      if (line.length() + word.length() >= WIDTH) {
        text.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
