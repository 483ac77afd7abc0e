package dev.balsa.client;

/**
 * What a transaction is made of: a {@link Get}, a {@link Put}, a {@link Delete} or a {@link Txn}.
 */
public sealed interface Op permits Get, Put, Delete, Txn {}
