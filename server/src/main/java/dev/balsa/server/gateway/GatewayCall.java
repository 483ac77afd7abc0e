package dev.balsa.server.gateway;

/** A gateway request that is being served. Called by tasks of the reply's executor. */
public interface GatewayCall {

  /** The connection takes parts again. */
  void writable();

  /**
   * A further message of the client came; only for calls that were opened without their messages.
   * One that cannot be read, or is one too many, ends the call.
   */
  void message(String json);

  /** The client has gone. */
  void cancelled();
}
