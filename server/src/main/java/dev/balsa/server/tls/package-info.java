/**
 * TLS for both ports: who this member says it is, whom it believes, and which files say so.
 *
 * <p>A {@link dev.balsa.server.tls.TlsPlan} is what the operator asked for. From it come {@link
 * dev.balsa.server.tls.TlsServer}, which makes the handler of each connection that is accepted, and
 * {@link dev.balsa.server.tls.TlsClient}, with which other members are called.
 *
 * <pre>{@code
 * TlsServer tls = TlsServer.open(plan);               // files are read: what is wrong is told here
 * pipeline.addLast(new HandshakeGate(tls, next));     // a connection; next gets it when it is secure
 * }</pre>
 *
 * <p>Files are looked at again with every handshake (their time, size and identity, no content). If
 * one has changed, all are read anew; if they do not fit together, the old content stays in use and
 * the log says why, once for each change. A certificate is renewed by replacing the files.
 *
 * <p>Whoever calls has to show a certificate if the plan names authorities or asks for it. It is
 * checked in this order, and the first failure ends the handshake:
 *
 * <pre>
 *   1  chain, dates and purpose      the authorities; the runtime's own if none are named
 *   2  common name, or host names    one of those allowed, where some are
 *   3  revocation                    no serial number of the chain in the list
 *   4  where it comes from           members only: an address among the certificate's names, unless told not to look
 * </pre>
 *
 * <p>Sessions are not resumed: a handshake costs a connection, and every connection is checked.
 * Uses BoringSSL where gRPC brings it for the platform, else the JDK's TLS; and the JDK's where
 * this member or an authority that is named has a key on the curve P-521, which BoringSSL does not
 * sign with (for calls to other members: as the files were at the start). Certificates are made
 * here too, for {@code --auto-tls}, with BouncyCastle, which an application that embeds the server
 * has to bring along if it wants that ({@link dev.balsa.server.tls.SelfSigned}).
 */
package dev.balsa.server.tls;
