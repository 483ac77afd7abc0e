package dev.balsa.tools.bench.load;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/** Grants leases. */
final class GrantCall extends UnaryCall {
  static final String PATH = "/etcdserverpb.Lease/LeaseGrant";

  private final byte[] request;
  private final Proto answer = new Proto();

  GrantCall(long ttlSeconds) {
    super(PATH, 1);
    request = new Template().number(1, ttlSeconds).build();
  }

  @Override
  byte[] request() {
    return request;
  }

  @Override
  protected boolean answered(ByteBuf in, int offset, int length) {
    return answer.enter(in, offset, length).find(2) && answer.number() != 0;
  }
}
