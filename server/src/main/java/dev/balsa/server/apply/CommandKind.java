package dev.balsa.server.apply;

import java.util.Locale;

/**
 * What a log entry asks of the state machine.
 *
 * <p>A command travels as etcd's {@code InternalRaftRequest}: a header that names the request, and
 * one field that holds the client's request as it came. The numbers are that message's field
 * numbers; they are on disk.
 */
public enum CommandKind {
  RANGE(3),
  PUT(4),
  DELETE_RANGE(5),
  TXN(6),
  COMPACTION(7),
  LEASE_GRANT(8),
  LEASE_REVOKE(9),
  ALARM(10),
  LEASE_CHECKPOINT(11),
  AUTH_ENABLE(1000),
  AUTH_DISABLE(1011),
  AUTHENTICATE(1012),
  AUTH_STATUS(1013),
  AUTH_USER_ADD(1100),
  AUTH_USER_DELETE(1101),
  AUTH_USER_GET(1102),
  AUTH_USER_CHANGE_PASSWORD(1103),
  AUTH_USER_GRANT_ROLE(1104),
  AUTH_USER_REVOKE_ROLE(1105),
  AUTH_USER_LIST(1106),
  AUTH_ROLE_LIST(1107),
  AUTH_ROLE_ADD(1200),
  AUTH_ROLE_DELETE(1201),
  AUTH_ROLE_GET(1202),
  AUTH_ROLE_GRANT_PERMISSION(1203),
  AUTH_ROLE_REVOKE_PERMISSION(1204),
  CLUSTER_VERSION_SET(1300),
  CLUSTER_MEMBER_ATTR_SET(1301),
  DOWNGRADE_INFO_SET(1302);

  private final int fieldNumber;

  CommandKind(int fieldNumber) {
    this.fieldNumber = fieldNumber;
  }

  /** The field of {@code InternalRaftRequest} that holds a request of this kind. */
  public int fieldNumber() {
    return fieldNumber;
  }

  /** etcd's word for it in metrics, such as {@code DeleteRange}. */
  public String etcdName() {
    StringBuilder text = new StringBuilder();
    for (String word : name().split("_", -1)) {
      text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }
}
