package dev.balsa.client;

import java.util.List;

/**
 * A member of the cluster.
 *
 * @param name empty if it has not been started yet
 * @param peerUrls where other members reach it
 * @param clientUrls where clients reach it; empty if it has not been started yet
 * @param learner whether it has no vote yet
 */
public record MemberInfo(
    long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {}
