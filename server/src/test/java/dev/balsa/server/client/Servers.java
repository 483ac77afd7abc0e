package dev.balsa.server.client;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** On which servers a class of tests runs. */
final class Servers implements ArgumentsProvider {

  private static final boolean WHOLE = System.getProperty("client.suite", "usual").equals("whole");

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    Class<?> tests = context.getRequiredTestClass();
    return Arrays.stream(Server.values())
        .filter(
            server ->
                server != Server.THREE
                    || WHOLE
                    || tests.isAnnotationPresent(AlsoOnThreeMembers.class))
        .map(Arguments::of);
  }
}
