package dev.balsa.server.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EtcdErrorTest {

  /** Words that Go writes in capitals. */
  private static final Pattern WORD = Pattern.compile("(?<!^)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])");

  @Test
  void everyRowOfEtcdsTableIsAnErrorWithThatCodeAndTextAndNothingElseIs() throws IOException {
    List<String> expected = tableRows();
    List<String> actual =
        Arrays.stream(EtcdError.values())
            .map(error -> error.name() + " " + error.code() + " " + error.text())
            .toList();
    assertEquals(expected, actual);
  }

  @Test
  void anExceptionCarriesCodeAndTextButNoStackTrace() {
    StatusRuntimeException exception = EtcdError.COMPACTED.asException();
    assertSame(Code.OUT_OF_RANGE, exception.getStatus().getCode());
    assertEquals(
        "etcdserver: mvcc: required revision has been compacted",
        exception.getStatus().getDescription());
    assertEquals(0, exception.getStackTrace().length);
  }

  @Test
  void eachFailureGetsAnExceptionOfItsOwn() {
    assertNotSame(EtcdError.TIMEOUT.asException(), EtcdError.TIMEOUT.asException());
  }

  private static List<String> tableRows() throws IOException {
    try (InputStream in = EtcdErrorTest.class.getResourceAsStream("etcd-errors.tsv")) {
      String table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return table
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t"))
          .map(row -> constant(row[2]) + " " + code(row[0]) + " " + row[1])
          .toList();
    }
  }

  private static Code code(String goName) {
    return goName.equals("Canceled") ? Code.CANCELLED : Code.valueOf(constant(goName));
  }

  private static String constant(String goName) {
    String name = goName.replace("URLs", "Urls");
    return WORD.matcher(name).replaceAll("_").toUpperCase(Locale.ROOT);
  }
}
