/**
 * The dashboard and the alert rules that are shipped, and those that are well known for etcd, ask
 * for nothing that is not shown.
 */
package dev.balsa.tools.monitoring;
