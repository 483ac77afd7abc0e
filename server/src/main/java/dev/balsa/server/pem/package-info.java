/**
 * Keys and certificates in text form, in every way that tools write them.
 *
 * <pre>
 *   BEGIN PRIVATE KEY        PKCS #8
 *   BEGIN RSA PRIVATE KEY    PKCS #1     openssl genrsa -traditional
 *   BEGIN EC PRIVATE KEY     SEC 1       openssl ecparam -genkey, with its EC PARAMETERS before it or without
 *   BEGIN PUBLIC KEY         X.509
 *   BEGIN RSA PUBLIC KEY     PKCS #1
 *   BEGIN CERTIFICATE        its public key
 * </pre>
 *
 * <p>For TLS ({@code --key-file}) and for tokens ({@code --auth-token=jwt,priv-key=...}) alike.
 * Encrypted keys are not read: there is nobody to ask for the word. No message has a part of a key
 * in it.
 */
package dev.balsa.server.pem;
