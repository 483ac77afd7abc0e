package dev.balsa.server.auth;

import dev.balsa.server.errors.EtcdError;

/** Nobody can log in: only certificates say who somebody is. */
final class NoTokens implements Tokens {

  @Override
  public String newPrefix() {
    return "";
  }

  @Override
  public String issue(String user, long authRevision, String kept) {
    throw new TokenException(EtcdError.AUTH_FAILED);
  }

  @Override
  public void assign(String user, String token) {
    // nothing is kept
  }

  @Override
  public void revoke(String user) {
    // nothing is kept
  }

  @Override
  public void clear() {
    // nothing is kept
  }

  @Override
  public Caller callerOf(String token, long authRevision) {
    return null;
  }

  @Override
  public long knownFrom(String token) {
    return 0;
  }
}
