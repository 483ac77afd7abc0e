package dev.balsa.server.config;

import java.util.List;

/** How those who log in are recognized again, and how hard passwords are to guess. */
public final class AuthSettings {

  private AuthSettings() {}

  /** Read it through {@link BalsaConfig#authToken()}. */
  public static final Setting<String> AUTH_TOKEN =
      Setting.of(
          "auth-token",
          ValueTypes.text("simple|jwt,..."),
          "simple",
          "Kind of tokens; jwt takes sign-method=RS256, pub-key=FILE, priv-key=FILE and ttl=5m"
              + " behind commas.");

  /** 0 for the default of 300. */
  public static final Setting<Long> AUTH_TOKEN_TTL =
      Setting.of(
          "auth-token-ttl",
          ValueTypes.number("SECONDS", 0, Integer.MAX_VALUE),
          "300",
          "Seconds that a simple token is good after it was last used.");

  /** Read it through {@link BalsaConfig#bcryptCost()}. */
  public static final Setting<Long> BCRYPT_COST =
      Setting.of(
          "bcrypt-cost",
          ValueTypes.count(),
          "10",
          "Work for the hash of a password, as a power of two, from 4 to 31.");

  static SettingGroup group() {
    return new SettingGroup("Users", List.of(AUTH_TOKEN, AUTH_TOKEN_TTL, BCRYPT_COST));
  }
}
