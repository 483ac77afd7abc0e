package dev.balsa.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class whose tests get a Balsa each.
 *
 * <pre>{@code
 * @BalsaTest(members = 3)
 * class CheckoutTest {
 *
 *   @Test
 *   void ordersSurviveTheLeader(BalsaClient client, EmbeddedBalsa balsa, Faults faults) {
 *     client.kv().put("order/1", "paid").await();
 *     faults.kill(balsa.leader().orElseThrow());
 *     assertEquals("paid", client.kv().get("order/1").await().orElseThrow().valueText());
 *   }
 * }
 * }</pre>
 *
 * <p>Constructors, tests and what runs before and after them may ask for an {@link
 * dev.balsa.embedded.EmbeddedBalsa}, a {@link dev.balsa.client.BalsaClient} of it, its {@link
 * dev.balsa.embedded.Faults}, and a {@code List<String>} of its {@link Endpoints}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BalsaExtension.class)
public @interface BalsaTest {

  /** How many members there are. */
  int members() default 1;

  /**
   * Whether all tests of the class share one server, which is emptied and repaired between them:
   * for programs under test that hold on to a connection. Revisions go on from test to test.
   */
  boolean shared() default false;

  /** Whether ports are open, which a parameter with {@link Endpoints} asks for by itself. */
  boolean ports() default false;

  /** Flags of etcd's, each as {@code name=value}, without dashes. */
  String[] flags() default {};

  /**
   * On a {@code List<String>}: where the members are found, such as {@code http://127.0.0.1:32769},
   * for any client of etcd.
   */
  @Documented
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Endpoints {}
}
