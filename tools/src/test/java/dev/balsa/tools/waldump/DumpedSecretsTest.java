package dev.balsa.tools.waldump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.balsa.api.AuthUserAddRequest;
import dev.balsa.raft.Entry;
import dev.balsa.raft.EntryType;
import dev.balsa.server.command.InternalAuthenticateRequest;
import dev.balsa.server.command.InternalRaftRequest;
import org.junit.jupiter.api.Test;

/** A dump of the log is shown to others: nobody may be able to log in with it. */
class DumpedSecretsTest {

  private static String dumped(InternalRaftRequest.Builder request) throws Exception {
    byte[] data = request.setID(7).build().toByteArray();
    EntryDecoder.Decoded decoded = EntryDecoder.decode(new Entry(1, 1, EntryType.NORMAL, data));
    return decoded.kind() + " " + decoded.content();
  }

  @Test
  void passwordsTheirHashesAndTokensAreHidden() throws Exception {
    String user =
        dumped(
            InternalRaftRequest.newBuilder()
                .setAuthUserAdd(
                    AuthUserAddRequest.newBuilder()
                        .setName("alice")
                        .setPassword("clear")
                        .setHashedPassword("c2VjcmV0")));
    assertEquals("auth-user-add {name=alice, password=(hidden), hashedPassword=(hidden)}", user);
    String logIn =
        dumped(
            InternalRaftRequest.newBuilder()
                .setAuthenticate(
                    InternalAuthenticateRequest.newBuilder()
                        .setName("alice")
                        .setSimpleToken("VmfIOqqmSpfHMqsv")));
    assertFalse(logIn.contains("VmfI"), logIn);
  }
}
