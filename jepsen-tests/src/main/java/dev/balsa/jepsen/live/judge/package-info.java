/**
 * What members say once everything has come to rest: {@link dev.balsa.jepsen.live.judge.Agreement}
 * compares their hashes, contents and histories with each other and with every acknowledgement;
 * {@link dev.balsa.jepsen.live.judge.Gaps} measures for how long no write succeeded.
 */
package dev.balsa.jepsen.live.judge;
