package dev.balsa.tools.balsactl;

import dev.balsa.client.BalsaClient;
import dev.balsa.client.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/**
 * The flags that every command has, as etcdctl calls them. Each one can be given as a variable too:
 * {@code --dial-timeout} is {@code ETCDCTL_DIAL_TIMEOUT}; the flag wins.
 */
final class GlobalFlags {

  private static final String VARIABLE_PREFIX = "ETCDCTL_";

  @Option(
      names = "--endpoints",
      paramLabel = "URL[,URL]",
      split = ",",
      scope = ScopeType.INHERIT,
      defaultValue = "127.0.0.1:2379",
      description = "The servers (default: ${DEFAULT-VALUE}).")
  private List<String> endpoints;

  @Option(
      names = {"-w", "--write-out"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      defaultValue = "simple",
      description = "How answers look: fields, json, protobuf, simple, table (default: simple).")
  private String format;

  @Option(
      names = "--hex",
      scope = ScopeType.INHERIT,
      description = "Print keys and values as hexadecimal numbers.")
  private boolean hex;

  @Option(
      names = "--user",
      paramLabel = "NAME[:PASSWORD]",
      scope = ScopeType.INHERIT,
      description = "Who is asking; the password is asked for if it is not given.")
  private String user;

  @Option(
      names = "--password",
      paramLabel = "PASSWORD",
      scope = ScopeType.INHERIT,
      description = "The password of --user, which then is a name alone.")
  private String password;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Trust servers whose certificate one of these authorities signed (PEM).")
  private Path authorities;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Show servers this certificate (PEM).")
  private Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The private key of --cert (PEM, PKCS #8).")
  private Path key;

  @Option(
      names = "--command-timeout",
      paramLabel = "TIME",
      scope = ScopeType.INHERIT,
      defaultValue = "5s",
      converter = GoDuration.class,
      description = "How long a short command may take (default: ${DEFAULT-VALUE}).")
  private Duration commandTimeout;

  @Option(
      names = "--dial-timeout",
      paramLabel = "TIME",
      scope = ScopeType.INHERIT,
      defaultValue = "2s",
      converter = GoDuration.class,
      description = "How long connecting may take (default: ${DEFAULT-VALUE}).")
  private Duration dialTimeout;

  /** Where a flag that was not given takes its value from. */
  static String fromVariables(Map<String, String> environment, String flag) {
    return environment.get(
        VARIABLE_PREFIX + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT));
  }

  List<String> endpoints() {
    return endpoints;
  }

  Duration commandTimeout() {
    return commandTimeout;
  }

  boolean hex() {
    return hex;
  }

  Answer.Format format() {
    for (Answer.Format each : Answer.Format.values()) {
      if (each.name().equals(format)) {
        return each;
      }
    }
    throw new Complaint(Complaint.BAD_FEATURE, "unsupported output format");
  }

  /** The same flags for servers where somebody else is asking. */
  GlobalFlags as(
      String otherUser,
      String otherPassword,
      Path otherAuthorities,
      Path otherCert,
      Path otherKey) {
    GlobalFlags other = new GlobalFlags();
    other.dialTimeout = dialTimeout;
    other.user = otherUser;
    other.password = otherPassword;
    other.authorities = otherAuthorities;
    other.certificate = otherCert;
    other.key = otherKey;
    return other;
  }

  /** A client of these servers. */
  BalsaClient connect(List<String> servers, Terminal terminal) {
    return connect(servers, terminal, commandTimeout);
  }

  /** A client of these servers whose requests may take so long. */
  BalsaClient connect(List<String> servers, Terminal terminal, Duration requestTimeout) {
    BalsaClient.Builder builder =
        BalsaClient.builder()
            .endpoints(servers.toArray(String[]::new))
            .connectTimeout(dialTimeout)
            .requestTimeout(requestTimeout)
            .tls(tls());
    if (user != null) {
      int colon = password == null ? user.indexOf(':') : -1;
      String name = colon < 0 ? user : user.substring(0, colon);
      String secret =
          password != null
              ? password
              : colon < 0 ? terminal.password("Password: ") : user.substring(colon + 1);
      if (colon < 0) {
        password = secret;
      }
      builder.user(name, secret);
    }
    return builder.build();
  }

  private Tls tls() {
    Tls tls = authorities == null ? Tls.system() : Tls.trusting(authorities);
    if ((certificate == null) != (key == null)) {
      throw new Complaint(Complaint.BAD_ARGS, "--cert and --key belong together");
    }
    return certificate == null ? tls : tls.identity(certificate, key);
  }

  /** Go's way to write durations: {@code 1m30s}, {@code 250ms}. */
  static final class GoDuration implements ITypeConverter<Duration> {

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Double> NANOS =
        Map.of("ns", 1.0, "us", 1e3, "µs", 1e3, "ms", 1e6, "s", 1e9, "m", 6e10, "h", 3.6e12);

    @Override
    public Duration convert(String text) {
      Matcher part = PART.matcher(text);
      double nanos = 0;
      int at = 0;
      while (part.find() && part.start() == at) {
        nanos += Double.parseDouble(part.group(1)) * NANOS.get(part.group(2));
        at = part.end();
      }
      if (at == 0 || at < text.length()) {
        throw new TypeConversionException("no duration such as 5s or 250ms: " + text);
      }
      return Duration.ofNanos((long) nanos);
    }
  }
}
