package dev.balsa.tools.balsactl;

import com.google.protobuf.ByteString;
import dev.balsa.client.BalsaClient;
import dev.balsa.client.InvalidRequestException;
import dev.balsa.client.LeaseLostException;
import dev.balsa.client.Reply;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands share: the flags, the terminal and the servers. */
abstract class Group implements Callable<Integer> {

  @Spec private CommandSpec spec;

  /** A command that only holds others together explains itself. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }

  BalsaCtl ctl() {
    return (BalsaCtl) spec.root().userObject();
  }

  Terminal terminal() {
    return ctl().terminal();
  }

  BalsaClient client() {
    return ctl().client();
  }

  <Q, A> A read(MethodDescriptor<Q, A> method, Q request) {
    return client().raw().read(method, request).await();
  }

  <Q, A> A write(MethodDescriptor<Q, A> method, Q request) {
    return client().raw().write(method, request).await();
  }

  int print(Answer answer) {
    ctl().print(answer);
    return 0;
  }

  /** Keys and values as they are, or in hexadecimal if that was asked for. */
  String shown(ByteString bytes) {
    return ctl().flags().hex() ? Octets.hex(bytes) : Octets.of(bytes);
  }

  /** Waits until the user wants an end, or what is held is lost; whether it is lost. */
  boolean holdUntilLost(Reply<LeaseLostException> lost) {
    // What the owner gives back is not lost: then the reply is cancelled.
    CompletableFuture<LeaseLostException> loss = lost.handle((reason, givenBack) -> reason);
    return CompletableFuture.anyOf(terminal().interrupted(), loss).join() != null;
  }

  static List<String> orEmpty(List<String> arguments) {
    return arguments == null ? List.of() : arguments;
  }

  /** The arguments, of which there must be so many. */
  static List<String> exactly(int count, List<String> arguments, String complaint) {
    if (orEmpty(arguments).size() != count) {
      throw new Complaint(Complaint.BAD_ARGS, complaint);
    }
    return arguments;
  }

  static ByteString bytes(String argument) {
    return ByteString.copyFromUtf8(argument);
  }

  /** An id as etcdctl prints and takes them. */
  static long hexId(String text, String what) {
    try {
      return Long.parseUnsignedLong(text, 16);
    } catch (NumberFormatException e) {
      throw new Complaint(
          Complaint.BAD_ARGS,
          "bad " + what + " (parsing \"" + text + "\": invalid syntax), expecting ID in Hex");
    }
  }

  static long number(String text, String what) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Complaint(Complaint.BAD_ARGS, what + " (parsing \"" + text + "\": invalid syntax)");
    }
  }

  static Complaint refused(String doing, InvalidRequestException why) {
    return new Complaint(Complaint.FAILED, doing + " (" + why.getMessage() + ")");
  }
}
