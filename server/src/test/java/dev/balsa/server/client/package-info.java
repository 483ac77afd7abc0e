/**
 * Does the Java client keep its promises? The same tests run against one member of Balsa, where it
 * is on the PATH against Debian's etcd, and against three members of Balsa: the classes marked
 * {@link dev.balsa.server.client.AlsoOnThreeMembers} always, all of them with {@code
 * -Dclient.suite=whole}. {@code Proxy} and {@code ThreeMembers} break what lies between and behind.
 * {@code tools/bin/client-bench} measures beside jetcd.
 *
 * <pre>
 *    mvn -pl server -am -Dtest='dev.balsa.server.client.*Test' -Dclient.suite=whole \
 *        -Dsurefire.failIfNoSpecifiedTests=false verify
 * </pre>
 *
 * <p>What users of jetcd, the Java client of etcd, had to complain about (the numbers are those of
 * its issues), and the test that keeps it from happening here:
 *
 * <pre>
 *    361, 384        tests need containers              OnEachServer: every test here starts its server in this JVM;
 *                                                       for users: dev.balsa.testkit.FreshServerTest, dev.balsa.embedded.FaultsTest
 *    965, 1383       keeping a lease alive just ends    LeaseTest.aLeaseLivesOnBeyondItsTime..., FaultTest.aLeaseIsRenewedAcross...
 *    1322            and nobody is told why             FaultTest.theOwnerKnowsThatItsLeaseIsLostBeforeTheServer...,
 *                                                       LeaseTest.theOwnerIsToldWhenSomebodyElseEndsTheLease
 *    524, 795, 1209  a watch is not resumed after       FaultTest.whatHappenedWhileTheServerCouldNotBeReachedIsToldAfterwards,
 *                    the server was away                ThreeMembersTest.everythingGoesOnWhenAllMembersWereAway
 *    778, 1209       going elsewhere takes seconds,     CutOffTest.aMemberThatFallsSilentIsLeftForAnother,
 *                    reconnecting ever longer           FaultTest.thePauseBetweenAttemptsToConnectStaysShortHoweverLong...
 *    1134            dead servers cost a processor      CutOffTest.aCutCostsNextToNothingAndAfterItTheWatchGoesOn...
 *    -               a name leads elsewhere             FaultTest.aNameThatLeadsElsewhereNowIsFollowedThere
 *    -               an address of a name is dead       FaultTest.ofAllAddressesOfANameOneThatAnswersIsEnough
 *    1041, 1075      too many pings                     no pings are sent: see Endpoint
 *    659, 1192, 1344 tokens that end                    AdminTest.usersMayDoWhatTheirRolesAllowAndTokensAreRenewed
 *    1261            (what it tells is not known here)  none of its own; each symptom above has one
 * </pre>
 */
package dev.balsa.server.client;
