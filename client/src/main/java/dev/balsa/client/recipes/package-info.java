/**
 * What can be built from keys, transactions and watches alone: {@link
 * dev.balsa.client.recipes.KeyRangeCache a local view} of a range that is always current, and
 * {@link dev.balsa.client.recipes.Stm transactions} written as plain code.
 *
 * <pre>{@code
 * Stm.with(client).run(tx -> {
 *   long from = Long.parseLong(tx.get("account/a").orElse("0"));
 *   long to = Long.parseLong(tx.get("account/b").orElse("0"));
 *   tx.put("account/a", "" + (from - 10));
 *   tx.put("account/b", "" + (to + 10));
 *   return from - 10;
 * });
 * }</pre>
 */
package dev.balsa.client.recipes;
