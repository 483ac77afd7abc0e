package dev.balsa.server.auth;

import com.google.protobuf.ByteString;
import dev.balsa.api.Permission;
import java.util.Comparator;

/** The order in which a role's permissions are kept and shown. */
final class PermissionOrder {

  static final Comparator<ByteString> KEYS = ByteString.unsignedLexicographicalComparator();

  static final Comparator<Permission> BY_RANGE =
      Comparator.comparing(Permission::getKey, KEYS).thenComparing(Permission::getRangeEnd, KEYS);

  private PermissionOrder() {}
}
