package dev.balsa.server;

import dev.balsa.server.apply.MemberInfo;
import dev.balsa.server.config.BalsaConfig;
import dev.balsa.server.config.ClusterSettings;
import dev.balsa.server.config.InitialCluster;
import dev.balsa.server.logging.Log;
import dev.balsa.server.node.MemberConfig;
import dev.balsa.server.node.StartException;
import dev.balsa.server.peer.ClusterLookup;
import dev.balsa.server.peer.PeerTransport;
import dev.balsa.wal.WalConfig;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who a member is: what its log says, or, at the first start, what {@code --initial-cluster} says,
 * or whoever is asked in its place ({@link ClusterDiscovery}).
 *
 * <pre>
 *   a log exists   the log; the --initial-... and --discovery-... settings are not even looked at
 *   new            a founder, under ids made of addresses and token, unless the others know it as a
 *                  member that has run before: then its data are missing
 *   existing       the member that the others have under its addresses: its id and the cluster's are
 *                  theirs to say. Its log is empty, and it waits for the leader
 * </pre>
 */
final class FirstStart {

  private static final Log LOG = Log.of(FirstStart.class);

  /** How long each of the others may take to say whether this one has run before; etcd's number. */
  private static final long BOOTSTRAP_MILLIS = 1_000;

  /** How long each of the others may take to say who the members are; etcd's number. */
  private static final long JOIN_MILLIS = 10_000;

  private final BalsaConfig config;
  private final PeerTransport transport;

  FirstStart(BalsaConfig config, PeerTransport transport) {
    this.config = config;
    this.transport = transport;
  }

  /**
   * What the member starts with.
   *
   * @param log the shape of its log
   * @param hasLog whether it has started before
   * @throws IOException in etcd's words, if the cluster does not expect this member, or nobody says
   *     who belongs to it
   */
  MemberConfig plan(WalConfig log, boolean hasLog) throws IOException {
    if (hasLog) {
      if (ClusterDiscovery.registers(config)) {
        LOG.warn(
            "discovery token is ignored since cluster already initialized; valid logs are found",
            "wal-dir",
            config.walDir());
      }
      LOG.info(
          "server has already been initialized",
          "data-dir",
          config.dataDir(),
          "ignored",
          "--initial-cluster, --initial-cluster-state, --initial-cluster-token,"
              + " --initial-advertise-peer-urls");
      return MemberPlan.of(config, log);
    }
    return new FirstStart(ClusterDiscovery.begin(config), transport).found(log);
  }

  private MemberConfig found(WalConfig log) throws IOException {
    MemberConfig plan = MemberPlan.of(config, log);
    if (joins(config)) {
      config.initialCluster().verifyJoin(config.name());
      if (ClusterDiscovery.registers(config)) {
        throw new StartException(
            "discovery URL should not be set when joining existing initial cluster");
      }
      return join(plan);
    }
    config
        .initialCluster()
        .verify(config.name(), config.initialAdvertisePeerUrls(), PeerUrls::same);
    refuseIfBootstrapped(plan.memberId());
    return ClusterDiscovery.registers(config)
        ? MemberPlan.of(ClusterDiscovery.join(config, plan.memberId()), log)
        : plan;
  }

  /** Whether the settings ask to join a cluster that runs. */
  static boolean joins(BalsaConfig config) {
    return config.get(ClusterSettings.INITIAL_CLUSTER_STATE).equals("existing");
  }

  private ClusterLookup.Found ask(long patienceMillis) {
    List<URI> others = config.initialCluster().peerUrlsWithout(config.name());
    return others.isEmpty() ? null : ClusterLookup.ask(transport, others, patienceMillis);
  }

  private void refuseIfBootstrapped(long memberId) throws StartException {
    ClusterLookup.Found found = ask(BOOTSTRAP_MILLIS);
    if (found == null) {
      return;
    }
    for (MemberInfo member : found.members()) {
      if (member.id() == memberId && !member.clientUrls().isEmpty()) {
        throw bootstrapped(memberId);
      }
    }
  }

  private static StartException bootstrapped(long memberId) {
    return new StartException(
        "member " + Long.toHexString(memberId) + " has already been bootstrapped");
  }

  private MemberConfig join(MemberConfig plan) throws StartException {
    ClusterLookup.Found found = ask(JOIN_MILLIS);
    if (found == null) {
      throw new StartException(
          "cannot fetch cluster info from peer urls: could not retrieve cluster information from"
              + " the given URLs");
    }
    MemberInfo self = match(found);
    if (self.isStarted()) {
      // etcd lets it in again; but it has forgotten what it voted for and what it acknowledged.
      LOG.error("this member has run before and its data are gone: remove it, add it anew");
      throw bootstrapped(self.id());
    }
    LOG.info(
        "joining a cluster",
        "member-id",
        Long.toHexString(self.id()),
        "cluster-id",
        Long.toHexString(found.clusterId()),
        "learner",
        self.learner());
    return new MemberConfig(
        plan.name(),
        self.id(),
        List.of(),
        plan.clientUrls(),
        plan.clusterVersion(),
        plan.walDirectory(),
        plan.wal(),
        plan.watch(),
        plan.node(),
        plan.membership().joining(found.clusterId()));
  }

  /** Each member of the cluster must be one of {@code --initial-cluster}, by its addresses. */
  private MemberInfo match(ClusterLookup.Found found) throws StartException {
    InitialCluster listed = config.initialCluster();
    if (listed.peerUrls().size() != found.members().size()) {
      throw invalid(found, "member count is unequal");
    }
    MemberInfo self = null;
    for (MemberInfo member : found.members()) {
      String name = nameOf(listed, member);
      if (name == null) {
        throw invalid(
            found,
            "PeerURLs: no match found for existing member ("
                + Long.toHexString(member.id())
                + ", "
                + member.peerUrls()
                + ")");
      }
      self = name.equals(config.name()) ? member : self;
    }
    if (self == null) {
      throw invalid(found, "PeerURLs: no member has those of " + config.name());
    }
    return self;
  }

  private static String nameOf(InitialCluster listed, MemberInfo member) {
    for (Map.Entry<String, List<URI>> each : listed.peerUrls().entrySet()) {
      List<String> urls = each.getValue().stream().map(URI::toString).toList();
      if (PeerUrls.same(urls, member.peerUrls())) {
        return each.getKey();
      }
    }
    return null;
  }

  private static StartException invalid(ClusterLookup.Found found, String why) {
    List<String> members = new ArrayList<>();
    for (MemberInfo member : found.members()) {
      members.add(Long.toHexString(member.id()) + "=" + String.join("|", member.peerUrls()));
    }
    return new StartException(
        "error validating peerURLs {ClusterID:"
            + Long.toHexString(found.clusterId())
            + " Members:"
            + members
            + "}: "
            + why);
  }
}
