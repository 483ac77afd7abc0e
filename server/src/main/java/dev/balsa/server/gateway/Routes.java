package dev.balsa.server.gateway;

import com.google.protobuf.Message;
import dev.balsa.api.AuthGrpc;
import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.ElectionGrpc;
import dev.balsa.api.KVGrpc;
import dev.balsa.api.LeaseGrpc;
import dev.balsa.api.LockGrpc;
import dev.balsa.api.MaintenanceGrpc;
import dev.balsa.api.WatchGrpc;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which method is found under which path: etcd's own annotations. */
final class Routes {

  private static final String TABLE =
      """
      /v3/kv/range                         etcdserverpb.KV/Range
      /v3/kv/put                           etcdserverpb.KV/Put
      /v3/kv/deleterange                   etcdserverpb.KV/DeleteRange
      /v3/kv/txn                           etcdserverpb.KV/Txn
      /v3/kv/compaction                    etcdserverpb.KV/Compact
      /v3/watch                            etcdserverpb.Watch/Watch
      /v3/lease/grant                      etcdserverpb.Lease/LeaseGrant
      /v3/lease/revoke                     etcdserverpb.Lease/LeaseRevoke
      /v3/kv/lease/revoke                  etcdserverpb.Lease/LeaseRevoke
      /v3/lease/keepalive                  etcdserverpb.Lease/LeaseKeepAlive
      /v3/lease/timetolive                 etcdserverpb.Lease/LeaseTimeToLive
      /v3/kv/lease/timetolive              etcdserverpb.Lease/LeaseTimeToLive
      /v3/lease/leases                     etcdserverpb.Lease/LeaseLeases
      /v3/kv/lease/leases                  etcdserverpb.Lease/LeaseLeases
      /v3/cluster/member/add               etcdserverpb.Cluster/MemberAdd
      /v3/cluster/member/remove            etcdserverpb.Cluster/MemberRemove
      /v3/cluster/member/update            etcdserverpb.Cluster/MemberUpdate
      /v3/cluster/member/list              etcdserverpb.Cluster/MemberList
      /v3/cluster/member/promote           etcdserverpb.Cluster/MemberPromote
      /v3/maintenance/alarm                etcdserverpb.Maintenance/Alarm
      /v3/maintenance/status               etcdserverpb.Maintenance/Status
      /v3/maintenance/defragment           etcdserverpb.Maintenance/Defragment
      /v3/maintenance/hash                 etcdserverpb.Maintenance/Hash
      /v3/maintenance/hashkv               etcdserverpb.Maintenance/HashKV
      /v3/maintenance/snapshot             etcdserverpb.Maintenance/Snapshot
      /v3/maintenance/transfer-leadership  etcdserverpb.Maintenance/MoveLeader
      /v3/maintenance/downgrade            etcdserverpb.Maintenance/Downgrade
      /v3/auth/enable                      etcdserverpb.Auth/AuthEnable
      /v3/auth/disable                     etcdserverpb.Auth/AuthDisable
      /v3/auth/status                      etcdserverpb.Auth/AuthStatus
      /v3/auth/authenticate                etcdserverpb.Auth/Authenticate
      /v3/auth/user/add                    etcdserverpb.Auth/UserAdd
      /v3/auth/user/get                    etcdserverpb.Auth/UserGet
      /v3/auth/user/list                   etcdserverpb.Auth/UserList
      /v3/auth/user/delete                 etcdserverpb.Auth/UserDelete
      /v3/auth/user/changepw               etcdserverpb.Auth/UserChangePassword
      /v3/auth/user/grant                  etcdserverpb.Auth/UserGrantRole
      /v3/auth/user/revoke                 etcdserverpb.Auth/UserRevokeRole
      /v3/auth/role/add                    etcdserverpb.Auth/RoleAdd
      /v3/auth/role/get                    etcdserverpb.Auth/RoleGet
      /v3/auth/role/list                   etcdserverpb.Auth/RoleList
      /v3/auth/role/delete                 etcdserverpb.Auth/RoleDelete
      /v3/auth/role/grant                  etcdserverpb.Auth/RoleGrantPermission
      /v3/auth/role/revoke                 etcdserverpb.Auth/RoleRevokePermission
      /v3/lock/lock                        v3lockpb.Lock/Lock
      /v3/lock/unlock                      v3lockpb.Lock/Unlock
      /v3/election/campaign                v3electionpb.Election/Campaign
      /v3/election/proclaim                v3electionpb.Election/Proclaim
      /v3/election/leader                  v3electionpb.Election/Leader
      /v3/election/observe                 v3electionpb.Election/Observe
      /v3/election/resign                  v3electionpb.Election/Resign
      """;

  private static final List<ServiceDescriptor> CONTRACT =
      List.of(
          KVGrpc.getServiceDescriptor(),
          WatchGrpc.getServiceDescriptor(),
          LeaseGrpc.getServiceDescriptor(),
          ClusterGrpc.getServiceDescriptor(),
          MaintenanceGrpc.getServiceDescriptor(),
          AuthGrpc.getServiceDescriptor(),
          LockGrpc.getServiceDescriptor(),
          ElectionGrpc.getServiceDescriptor());

  private final Map<String, Route> byPath = new HashMap<>();

  /**
   * @param services what is served
   * @param others answers for methods that are not
   */
  Routes(List<ServerServiceDefinition> services, HandlerRegistry others) {
    Map<String, ServerMethodDefinition<?, ?>> served = new HashMap<>();
    for (ServerServiceDefinition service : services) {
      for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
        served.put(method.getMethodDescriptor().getFullMethodName(), method);
      }
    }
    Map<String, MethodDescriptor<?, ?>> contract = new HashMap<>();
    for (ServiceDescriptor service : CONTRACT) {
      service.getMethods().forEach(method -> contract.put(method.getFullMethodName(), method));
    }
    TABLE
        .lines()
        .forEach(
            line -> {
              String[] columns = line.strip().split(" +", 2);
              ServerMethodDefinition<?, ?> method = served.get(columns[1]);
              byPath.put(
                  columns[0],
                  route(
                      method != null ? method : others.lookupMethod(columns[1], null),
                      contract.get(columns[1])));
            });
  }

  private static Route route(ServerMethodDefinition<?, ?> method, MethodDescriptor<?, ?> contract) {
    return new Route(
        method,
        prototype(contract.getRequestMarshaller()),
        prototype(contract.getResponseMarshaller()),
        contract.getType());
  }

  private static Message prototype(MethodDescriptor.Marshaller<?> marshaller) {
    return (Message) ((MethodDescriptor.PrototypeMarshaller<?>) marshaller).getMessagePrototype();
  }

  /** The method of a path; null if there is none. */
  Route find(String path) {
    return byPath.get(path);
  }
}
