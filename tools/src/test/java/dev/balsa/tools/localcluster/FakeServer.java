package dev.balsa.tools.localcluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A program that takes a server's flags, says what a server says, and then only lives. */
final class FakeServer {
  private static final String SCRIPT =
      """
      #!/bin/sh
      trap 'echo "ended gently"; exit 0' TERM INT
      for flag in "$@"; do
        case $flag in
          --name=*) name=${flag#--name=} ;;
          --data-dir=*) mkdir -p "${flag#--data-dir=}"; echo $$ >"${flag#--data-dir=}/pid" ;;
        esac
      done
      echo '{"level":"info","ts":"2026-01-01T12:31:02.389281Z","caller":"a/B","msg":"ready to serve client requests","name":"'$name'"}'
      while :; do sleep 0.1; done
      """;

  private FakeServer() {}

  static Path in(Path directory) throws IOException {
    Path file = directory.resolve("server");
    Files.writeString(file, SCRIPT);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  /** The process of a member that was started. */
  static ProcessHandle member(Path data, int member) throws IOException {
    String pid = Files.readString(data.resolve("m" + member + ".etcd").resolve("pid")).strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElse(null);
  }
}
