package dev.balsa.testkit;

import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Parameters that ask for endpoints. */
final class EndpointParameters {

  private EndpointParameters() {}

  /**
   * Whether this is one.
   *
   * @throws IllegalArgumentException if the annotation is on something else than a list
   */
  static boolean isOne(Parameter parameter) {
    if (!parameter.isAnnotationPresent(BalsaTest.Endpoints.class)) {
      return false;
    }
    if (parameter.getType() != List.class) {
      throw new IllegalArgumentException("@Endpoints is for a List<String>, not for " + parameter);
    }
    return true;
  }

  /** Whether a test class, or one that it inherits from or lies in, has one. */
  static boolean isAnyIn(Class<?> testClass) {
    if (testClass == null) {
      return false;
    }
    Stream<Executable> code =
        Stream.concat(
            Arrays.stream(testClass.getDeclaredMethods()),
            Arrays.stream(testClass.getDeclaredConstructors()));
    return code.flatMap(each -> Arrays.stream(each.getParameters()))
            .anyMatch(EndpointParameters::isOne)
        || isAnyIn(testClass.getSuperclass())
        || isAnyIn(testClass.getEnclosingClass());
  }
}
