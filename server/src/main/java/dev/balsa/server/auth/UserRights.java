package dev.balsa.server.auth;

import dev.balsa.api.Permission;
import dev.balsa.api.Role;
import dev.balsa.api.User;
import java.util.Map;

/**
 * What one user may do: the permissions of all their roles, merged.
 *
 * @param root whether nothing is forbidden to them
 */
record UserRights(boolean root, KeyIntervals readable, KeyIntervals writable) {

  static UserRights of(User user, Map<String, Role> roles) {
    KeyIntervals.Builder readable = new KeyIntervals.Builder();
    KeyIntervals.Builder writable = new KeyIntervals.Builder();
    boolean root = false;
    for (String name : user.getRolesList()) {
      root |= name.equals(AuthState.ROOT);
      Role role = roles.get(name);
      if (role != null) {
        role.getKeyPermissionList().forEach(permission -> add(permission, readable, writable));
      }
    }
    return new UserRights(root, readable.build(), writable.build());
  }

  private static void add(
      Permission permission, KeyIntervals.Builder readable, KeyIntervals.Builder writable) {
    Permission.Type type = permission.getPermType();
    if (type == Permission.Type.READ || type == Permission.Type.READWRITE) {
      readable.add(permission.getKey(), permission.getRangeEnd());
    }
    if (type == Permission.Type.WRITE || type == Permission.Type.READWRITE) {
      writable.add(permission.getKey(), permission.getRangeEnd());
    }
  }
}
