package dev.balsa.server.gateway;

/** A gateway request that is being served. Called by tasks of the reply's executor. */
public interface GatewayCall {

  /** The connection takes parts again. */
  void writable();

  /** The client has gone. */
  void cancelled();
}
