/**
 * How the members of a new cluster find each other where {@code --initial-cluster} does not list
 * them: by SRV records of DNS, or by a registry in a cluster that runs already, Balsa's or etcd's.
 *
 * <pre>
 *   --discovery-srv example.com           _etcd-server-ssl._tcp.example.com   SRV 0 0 2380 m1.example.com.   https
 *                                         _etcd-server._tcp.example.com       SRV 0 0 2380 m2.example.com.   http
 *   --discovery-srv-name blue             _etcd-server-ssl-blue._tcp.example.com, and so on
 *
 *   --discovery-token abc                 /_etcd/registry/abc/_config/size                  3, put there by the operator
 *   --discovery-endpoints http://old:2379 /_etcd/registry/abc/members/8e9e05c52164694d      m1=http://10.0.0.1:2380
 * </pre>
 *
 * <p>{@link dev.balsa.server.discovery.SrvMembers} finds this member among the records by where its
 * advertised peer addresses lead, whatever they are called; the others are numbered, for records
 * have no names of members. {@link dev.balsa.server.discovery.Registry} puts this member down,
 * waits until there are as many as the size says, and takes the first so many by the order in which
 * they came: whoever comes later is refused.
 *
 * <p>Both are asked at the first start only; a member with a log knows who it is. Everything here
 * blocks the thread that starts the server. DNS is asked through the JDK's own naming provider,
 * which does not append the machine's search domains.
 */
package dev.balsa.server.discovery;
