package dev.balsa.tools.balsactl;

import dev.balsa.api.ClusterGrpc;
import dev.balsa.api.Member;
import dev.balsa.api.MemberAddRequest;
import dev.balsa.api.MemberAddResponse;
import dev.balsa.api.MemberListRequest;
import dev.balsa.api.MemberListResponse;
import dev.balsa.api.MemberPromoteRequest;
import dev.balsa.api.MemberPromoteResponse;
import dev.balsa.api.MemberRemoveRequest;
import dev.balsa.api.MemberRemoveResponse;
import dev.balsa.api.MemberUpdateRequest;
import dev.balsa.api.MemberUpdateResponse;
import dev.balsa.api.ResponseHeader;
import dev.balsa.tools.output.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands {@code balsactl member …}. Ids are hexadecimal. */
@Command(
    name = "member",
    sortOptions = false,
    usageHelpAutoWidth = true,
    subcommands = RebuildCommand.class,
    description = {"Members of the cluster.", ""})
final class MemberCommand extends Group {

  private static final List<String> COLUMNS =
      List.of("ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER");

  @Command(name = "list", description = "Prints all members.")
  int list() {
    MemberListResponse response =
        read(
            ClusterGrpc.getMemberListMethod(),
            MemberListRequest.newBuilder().setLinearizable(true).build());
    List<List<String>> rows = response.getMembersList().stream().map(MemberCommand::row).toList();
    return print(
        Answer.of(response)
            .simple(() -> rows.stream().map(row -> Octets.of(String.join(", ", row))).toList())
            .table(() -> new Table(COLUMNS, rows))
            .fields(fields(response)));
  }

  private static List<String> row(Member member) {
    return List.of(
        Long.toHexString(member.getID()),
        member.getName().isEmpty() ? "unstarted" : "started",
        member.getName(),
        String.join(",", member.getPeerURLsList()),
        String.join(",", member.getClientURLsList()),
        Boolean.toString(member.getIsLearner()));
  }

  private static Fields fields(MemberListResponse response) {
    Fields fields = Fields.of(response.getHeader());
    for (Member each : response.getMembersList()) {
      fields.unsigned("ID", each.getID()).quoted("Name", each.getName());
      each.getPeerURLsList().forEach(url -> fields.quoted("PeerURL", url));
      each.getClientURLsList().forEach(url -> fields.quoted("ClientURL", url));
      fields.add("IsLearner", each.getIsLearner()).blank();
    }
    return fields;
  }

  @Command(name = "add", description = "Adds a member, and prints what it has to be started with.")
  int add(
      @Parameters(paramLabel = "NAME", arity = "0..*") List<String> arguments,
      @Option(names = "--peer-urls", paramLabel = "URLS", split = ",") List<String> urls,
      @Option(names = "--learner", description = "Without a vote, until it is promoted.")
          boolean learner) {
    if (orEmpty(arguments).isEmpty()) {
      throw new Complaint(Complaint.BAD_ARGS, "member name not provided");
    }
    exactly(1, arguments, "too many arguments");
    needUrls(urls);
    MemberAddResponse response =
        write(
            ClusterGrpc.getMemberAddMethod(),
            MemberAddRequest.newBuilder().addAllPeerURLs(urls).setIsLearner(learner).build());
    return print(Answer.of(response).simple(() -> added(arguments.get(0), urls, response)));
  }

  private static void needUrls(List<String> urls) {
    if (orEmpty(urls).isEmpty()) {
      throw new Complaint(Complaint.BAD_ARGS, "member peer urls not provided");
    }
  }

  private static List<String> added(String name, List<String> urls, MemberAddResponse response) {
    long id = response.getMember().getID();
    List<String> all = new ArrayList<>();
    for (Member each : response.getMembersList()) {
      String its = each.getID() == id ? name : each.getName();
      each.getPeerURLsList().forEach(url -> all.add(its + "=" + url));
    }
    return List.of(
        changed(id, "added to", response.getHeader()),
        "",
        "ETCD_NAME=" + Octets.quoted(name),
        "ETCD_INITIAL_CLUSTER=" + Octets.quoted(String.join(",", all)),
        "ETCD_INITIAL_ADVERTISE_PEER_URLS=" + Octets.quoted(String.join(",", urls)),
        "ETCD_INITIAL_CLUSTER_STATE=\"existing\"");
  }

  private static String changed(long id, String how, ResponseHeader header) {
    return String.format(
        Locale.ROOT, "Member %16x %s cluster %16x", id, how, header.getClusterId());
  }

  private static long id(List<String> arguments) {
    if (orEmpty(arguments).size() != 1) {
      throw new Complaint(Complaint.BAD_ARGS, "member ID is not provided");
    }
    return hexId(arguments.get(0), "member ID arg");
  }

  @Command(name = "remove", description = "Removes a member, which then stops.")
  int remove(@Parameters(paramLabel = "ID", arity = "0..*") List<String> arguments) {
    long id = id(arguments);
    MemberRemoveResponse response =
        write(
            ClusterGrpc.getMemberRemoveMethod(),
            MemberRemoveRequest.newBuilder().setID(id).build());
    return print(Answer.of(response).simple(changed(id, "removed from", response.getHeader())));
  }

  @Command(name = "update", description = "Changes where other members reach a member.")
  int update(
      @Parameters(paramLabel = "ID", arity = "0..*") List<String> arguments,
      @Option(names = "--peer-urls", paramLabel = "URLS", split = ",") List<String> urls) {
    long id = id(arguments);
    needUrls(urls);
    MemberUpdateResponse response =
        write(
            ClusterGrpc.getMemberUpdateMethod(),
            MemberUpdateRequest.newBuilder().setID(id).addAllPeerURLs(urls).build());
    return print(Answer.of(response).simple(changed(id, "updated in", response.getHeader())));
  }

  @Command(name = "promote", description = "Gives a learner, when it has caught up, a vote.")
  int promote(@Parameters(paramLabel = "ID", arity = "0..*") List<String> arguments) {
    long id = id(arguments);
    MemberPromoteResponse response =
        write(
            ClusterGrpc.getMemberPromoteMethod(),
            MemberPromoteRequest.newBuilder().setID(id).build());
    return print(Answer.of(response).simple(changed(id, "promoted in", response.getHeader())));
  }
}
