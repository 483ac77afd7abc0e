package dev.balsa.server.apply;

/**
 * A condition that one member raised and that all members keep until it is disarmed.
 *
 * @param type the number of {@code etcdserverpb.AlarmType}: 1 NOSPACE, 2 CORRUPT
 */
public record Alarm(long memberId, int type) {

  /** The store of a member outgrew its quota. */
  public static final int NOSPACE = 1;

  /** The data of a member differ from the other members'. */
  public static final int CORRUPT = 2;

  /** etcd's word for the type. */
  public String typeName() {
    return switch (type) {
      case NOSPACE -> "NOSPACE";
      case CORRUPT -> "CORRUPT";
      default -> "UNKNOWN";
    };
  }
}
