package dev.balsa.server.errors;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;

/**
 * Every error that etcd's API answers with: its gRPC code and its text, byte for byte.
 *
 * <p>Clients tell errors apart by their text, so a text is part of the wire contract and never
 * carries details. The names follow the ones that etcd's own client library uses.
 */
public enum EtcdError {
  EMPTY_KEY(Code.INVALID_ARGUMENT, "etcdserver: key is not provided"),
  /** A put asked to keep the value or lease of a key that is not there. */
  KEY_NOT_FOUND(Code.INVALID_ARGUMENT, "etcdserver: key not found"),
  VALUE_PROVIDED(Code.INVALID_ARGUMENT, "etcdserver: value is provided"),
  LEASE_PROVIDED(Code.INVALID_ARGUMENT, "etcdserver: lease is provided"),
  TOO_MANY_OPS(Code.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
  DUPLICATE_KEY(Code.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
  INVALID_CLIENT_API_VERSION(Code.INVALID_ARGUMENT, "etcdserver: invalid client api version"),
  INVALID_SORT_OPTION(Code.INVALID_ARGUMENT, "etcdserver: invalid sort option"),
  MEMBER_BAD_URLS(Code.INVALID_ARGUMENT, "etcdserver: given member URLs are invalid"),
  REQUEST_TOO_LARGE(Code.INVALID_ARGUMENT, "etcdserver: request is too large"),
  USER_EMPTY(Code.INVALID_ARGUMENT, "etcdserver: user name is empty"),
  ROLE_EMPTY(Code.INVALID_ARGUMENT, "etcdserver: role name is empty"),
  AUTH_FAILED(
      Code.INVALID_ARGUMENT, "etcdserver: authentication failed, invalid user ID or password"),
  PERMISSION_NOT_GIVEN(Code.INVALID_ARGUMENT, "etcdserver: permission not given"),
  INVALID_AUTH_MGMT(Code.INVALID_ARGUMENT, "etcdserver: invalid auth management"),
  AUTH_OLD_REVISION(Code.INVALID_ARGUMENT, "etcdserver: revision of auth store is old"),
  WRONG_DOWNGRADE_VERSION_FORMAT(
      Code.INVALID_ARGUMENT, "etcdserver: wrong downgrade target version format"),
  INVALID_DOWNGRADE_TARGET_VERSION(
      Code.INVALID_ARGUMENT, "etcdserver: invalid downgrade target version"),
  /** The revision asked for is gone. */
  COMPACTED(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
  /** The revision asked for does not exist yet. */
  FUTURE_REV(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
  LEASE_TTL_TOO_LARGE(Code.OUT_OF_RANGE, "etcdserver: too large lease TTL"),
  /** The quota of the store is used up; only requests that free space are taken. */
  NO_SPACE(Code.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),
  /** Too many commands wait to be applied. Unknown on the wire, as etcd sends it. */
  REQUEST_TOO_MANY_REQUESTS(Code.UNKNOWN, "etcdserver: too many requests"),
  LEASE_NOT_FOUND(Code.NOT_FOUND, "etcdserver: requested lease not found"),
  /** No member has this id, or the one that had it was removed. */
  MEMBER_NOT_FOUND(Code.NOT_FOUND, "etcdserver: member not found"),
  LEASE_EXIST(Code.FAILED_PRECONDITION, "etcdserver: lease already exists"),
  MEMBER_EXIST(Code.FAILED_PRECONDITION, "etcdserver: member ID already exist"),
  PEER_URL_EXIST(Code.FAILED_PRECONDITION, "etcdserver: Peer URLs already exists"),
  /**
   * Removing this member would leave too few started ones. Unknown on the wire, as etcd sends it.
   */
  MEMBER_NOT_ENOUGH_STARTED(
      Code.UNKNOWN, "etcdserver: re-configuration failed due to not enough started members"),
  MEMBER_NOT_LEARNER(Code.FAILED_PRECONDITION, "etcdserver: can only promote a learner member"),
  LEARNER_NOT_READY(
      Code.FAILED_PRECONDITION,
      "etcdserver: can only promote a learner member which is in sync with leader"),
  TOO_MANY_LEARNERS(Code.FAILED_PRECONDITION, "etcdserver: too many learner members in cluster"),
  CLUSTER_ID_MISMATCH(Code.FAILED_PRECONDITION, "etcdserver: cluster ID mismatch"),
  ROOT_USER_NOT_EXIST(Code.FAILED_PRECONDITION, "etcdserver: root user does not exist"),
  ROOT_ROLE_NOT_EXIST(Code.FAILED_PRECONDITION, "etcdserver: root user does not have root role"),
  USER_ALREADY_EXIST(Code.FAILED_PRECONDITION, "etcdserver: user name already exists"),
  USER_NOT_FOUND(Code.FAILED_PRECONDITION, "etcdserver: user name not found"),
  ROLE_ALREADY_EXIST(Code.FAILED_PRECONDITION, "etcdserver: role name already exists"),
  ROLE_NOT_FOUND(Code.FAILED_PRECONDITION, "etcdserver: role name not found"),
  ROLE_NOT_GRANTED(Code.FAILED_PRECONDITION, "etcdserver: role is not granted to the user"),
  PERMISSION_NOT_GRANTED(
      Code.FAILED_PRECONDITION, "etcdserver: permission is not granted to the role"),
  AUTH_NOT_ENABLED(Code.FAILED_PRECONDITION, "etcdserver: authentication is not enabled"),
  /** Only the leader can answer this. */
  NOT_LEADER(Code.FAILED_PRECONDITION, "etcdserver: not leader"),
  /** The cluster version does not know this request yet. */
  NOT_CAPABLE(Code.FAILED_PRECONDITION, "etcdserver: not capable"),
  NOT_SUPPORTED_FOR_LEARNER(Code.FAILED_PRECONDITION, "etcdserver: rpc not supported for learner"),
  BAD_LEADER_TRANSFEREE(Code.FAILED_PRECONDITION, "etcdserver: bad leader transferee"),
  CLUSTER_VERSION_UNAVAILABLE(
      Code.FAILED_PRECONDITION, "etcdserver: cluster version not found during downgrade"),
  DOWNGRADE_IN_PROCESS(
      Code.FAILED_PRECONDITION, "etcdserver: cluster has a downgrade job in progress"),
  NO_INFLIGHT_DOWNGRADE(Code.FAILED_PRECONDITION, "etcdserver: no inflight downgrade job"),
  PERMISSION_DENIED(Code.PERMISSION_DENIED, "etcdserver: permission denied"),
  INVALID_AUTH_TOKEN(Code.UNAUTHENTICATED, "etcdserver: invalid auth token"),
  /** No leader is known at the moment. */
  NO_LEADER(Code.UNAVAILABLE, "etcdserver: no leader"),
  /** Leadership moved while the request waited; a read can be repeated. */
  LEADER_CHANGED(Code.UNAVAILABLE, "etcdserver: leader changed"),
  /** This member is stopping or stopped. */
  STOPPED(Code.UNAVAILABLE, "etcdserver: server stopped"),
  /** No outcome in time; the request may still take effect. */
  TIMEOUT(Code.UNAVAILABLE, "etcdserver: request timed out"),
  TIMEOUT_DUE_TO_LEADER_FAIL(
      Code.UNAVAILABLE, "etcdserver: request timed out, possibly due to previous leader failure"),
  TIMEOUT_DUE_TO_CONNECTION_LOST(
      Code.UNAVAILABLE, "etcdserver: request timed out, possibly due to connection lost"),
  TIMEOUT_WAIT_APPLIED_INDEX(
      Code.UNAVAILABLE,
      "etcdserver: request timed out, waiting for the applied index took too long"),
  UNHEALTHY(Code.UNAVAILABLE, "etcdserver: unhealthy cluster"),
  /** Members of the cluster hold different data; nothing is served until the alarm is disarmed. */
  CORRUPT(Code.DATA_LOSS, "etcdserver: corrupt cluster"),
  WATCH_CANCELED(Code.CANCELLED, "etcdserver: watch canceled"),
  /** The request was given up. */
  CANCELED(Code.CANCELLED, "etcdserver: request canceled"),
  /**
   * The text of clients' own constant; a deadline that passes inside the server is
   * CONTEXT_DEADLINE_EXCEEDED.
   */
  DEADLINE_EXCEEDED(Code.DEADLINE_EXCEEDED, "etcdserver: context deadline exceeded"),

  // Errors that etcd sends under their bare text.

  NO_PASSWORD_USER(
      Code.UNKNOWN, "auth: authentication failed, password was given for no password user"),
  NOT_PRIMARY_LESSOR(Code.UNKNOWN, "not a primary lessor"),
  PROPOSAL_DROPPED(Code.UNKNOWN, "raft proposal dropped"),
  TIMEOUT_LEADER_TRANSFER(
      Code.UNKNOWN, "etcdserver: request timed out, leader transfer took too long"),
  UNKNOWN_METHOD(Code.UNKNOWN, "etcdserver: unknown method"),
  MISSING_LEADER_KEY(Code.UNKNOWN, "\"leader\" field must be provided"),
  ELECTION_NO_LEADER(Code.UNKNOWN, "election: no leader"),
  ELECTION_NOT_LEADER(Code.UNKNOWN, "election: not leader"),
  SESSION_EXPIRED(Code.UNKNOWN, "mutex: session is expired"),
  CONTEXT_CANCELED(Code.CANCELLED, "context canceled"),
  CONTEXT_DEADLINE_EXCEEDED(Code.DEADLINE_EXCEEDED, "context deadline exceeded"),
  RANGE_STREAM_SORT_ORDER(Code.UNIMPLEMENTED, "RangeStream does not support custom sort orders"),
  RANGE_STREAM_REVISION_FILTER(Code.UNIMPLEMENTED, "RangeStream does not support revision filters");

  private final Code code;
  private final String text;

  EtcdError(Code code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The gRPC code that goes over the wire. */
  public Code code() {
    return code;
  }

  /** The text that goes over the wire. */
  public String text() {
    return text;
  }

  /** Code and text as gRPC's value. */
  public Status status() {
    return code.toStatus().withDescription(text);
  }

  /**
   * The error as the exception that a gRPC call is failed with: a new one each time, without a
   * stack trace, because it tells the caller about its request and not us about our code.
   */
  public StatusRuntimeException asException() {
    return new WithoutStackTrace(status());
  }

  private static final class WithoutStackTrace extends StatusRuntimeException {
    private static final long serialVersionUID = 1L;

    WithoutStackTrace(Status status) {
      super(status);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
