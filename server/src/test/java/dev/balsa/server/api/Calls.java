package dev.balsa.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import dev.balsa.server.errors.EtcdError;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.function.Executable;

/** What tests of calls share. */
public final class Calls {

  private Calls() {}

  public static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  /** Expects a call to fail with one of etcd's errors, code and text. */
  public static void fails(EtcdError expected, Executable call) {
    fails(expected.code(), expected.text(), call);
  }

  /** Expects a call to fail with this code and text. */
  public static void fails(Status.Code code, String text, Executable call) {
    StatusRuntimeException thrown = assertThrows(StatusRuntimeException.class, call);
    assertEquals(text, thrown.getStatus().getDescription());
    assertEquals(code, thrown.getStatus().getCode());
  }
}
