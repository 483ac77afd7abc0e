package dev.balsa.server.node;

import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.auth.AuthConfig;
import dev.balsa.wal.WalConfig;
import dev.balsa.watch.WatchConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * Who a member is and where its log lives.
 *
 * @param name its human name
 * @param memberId its id if it starts for the first time; afterwards the log's own is used
 * @param firstMembers the first configuration, this member included; ignored when a log exists
 * @param clientUrls where clients reach it, published to the cluster
 * @param clusterVersion the version that the leader sets as long as none is decided
 * @param membership how changes of members are dealt with
 * @param auth how those who logged in are recognized
 */
public record MemberConfig(
    String name,
    long memberId,
    List<MemberInfo> firstMembers,
    List<String> clientUrls,
    String clusterVersion,
    Path walDirectory,
    WalConfig wal,
    WatchConfig watch,
    NodeConfig node,
    MembershipConfig membership,
    AuthConfig auth) {

  /** With the usual tokens. */
  public MemberConfig(
      String name,
      long memberId,
      List<MemberInfo> firstMembers,
      List<String> clientUrls,
      String clusterVersion,
      Path walDirectory,
      WalConfig wal,
      WatchConfig watch,
      NodeConfig node,
      MembershipConfig membership) {
    this(
        name,
        memberId,
        firstMembers,
        clientUrls,
        clusterVersion,
        walDirectory,
        wal,
        watch,
        node,
        membership,
        AuthConfig.DEFAULT);
  }

  /** With the usual way to deal with changes of members. */
  public MemberConfig(
      String name,
      long memberId,
      List<MemberInfo> firstMembers,
      List<String> clientUrls,
      String clusterVersion,
      Path walDirectory,
      WalConfig wal,
      WatchConfig watch,
      NodeConfig node) {
    this(
        name,
        memberId,
        firstMembers,
        clientUrls,
        clusterVersion,
        walDirectory,
        wal,
        watch,
        node,
        MembershipConfig.DEFAULT);
  }

  public MemberConfig {
    firstMembers = List.copyOf(firstMembers);
    clientUrls = List.copyOf(clientUrls);
  }
}
