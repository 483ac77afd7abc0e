package dev.balsa.server.http;

import dev.balsa.server.api.BundleMark;
import dev.balsa.server.api.UnreadAnswers;
import dev.balsa.server.tls.TlsServer;

/**
 * What holds for all connections of one port.
 *
 * @param grpc whether gRPC is served
 * @param plain whether those without TLS are served
 * @param tls null if those with TLS are not served
 * @param http what HTTP is served with; null if it is not
 * @param connections all that are open, here and at the other ports
 * @param bundleMark what gRPC's bundles of messages are known by; null if gRPC is not served
 * @param unread what clients leave unread of gRPC's answers, here and at the other ports; null if
 *     gRPC is not served
 */
record PortRules(
    boolean grpc,
    boolean plain,
    TlsServer tls,
    HttpSide http,
    Connections connections,
    BundleMark bundleMark,
    UnreadAnswers.Total unread) {}
