/**
 * What clients saw: the record of one run, which simulator and real processes write and which the
 * checkers judge.
 *
 * <p>A {@link dev.balsa.jepsen.history.History} is made by a {@link
 * dev.balsa.jepsen.history.Recorder} while clients work (its page shows how), or read from a file
 * by {@link dev.balsa.jepsen.history.HistoryFile}. {@link dev.balsa.jepsen.history.Wire} turns the
 * messages of the API into records. The file is text, one record a line, so that people can read
 * it, cut it, write one by hand and compare two:
 *
 * <pre>
 * balsa-history 1
 * # a comment
 * note 900 "m3 is cut off"
 * op c1 m1 1000 1450 put "a" "1" -&gt; rev=2
 * op c2 m3 1100 - put "a" "2" lease=7b prev -&gt; unknown "deadline exceeded"
 * op c1 m1 1500 1600 range "a" "b" limit=10 -&gt; rev=3 count=1 {"a" "2" c=2 m=3 v=2 l=7b}
 * op c1 m1 1700 1800 txn if (mod "a" = 3) then (put "a" "3") (range "b") else -&gt; rev=4 then (rev=4) (rev=4 count=0)
 * op c1 m1 1900 1950 compact rev=9 -&gt; refused "etcdserver: mvcc: required revision is a future revision"
 * watch w0 c9 m2 1000 "a" "b" start=2 prev
 * event w0 1010 created rev=1
 * event w0 1460 events rev=2 put {"a" "1" c=2 m=2 v=1}
 * event w0 1470 progress rev=2
 * event w0 1475 ended "connection lost"
 * watch w1 c9 m1 1480 "a" "b" start=3 prev resumes=w0
 * event w1 1481 created rev=4
 * event w1 1482 events rev=4 put {"a" "2" c=2 m=3 v=2 l=7b} was {"a" "1" c=2 m=2 v=1} ...
 * final m1 9000 rev=4 compact=-1 hash=fe12 leases (7b) {"a" "3" c=2 m=4 v=3}
 * </pre>
 *
 * <p>As a grammar ({@code [x]} may be missing, {@code x*} any number; words are apart by blanks):
 *
 * <pre>
 * op      = "op" cN member invoked (returned | "-") request "-&gt;" outcome      times in nanoseconds
 * request = "range" key [end] [rev=] [limit=] ["serializable"] ["keys-only"] ["count-only"]
 *         | "put" key value [lease=hex] ["prev"]
 *         | "delete" key [end] ["prev"]
 *         | "txn" "if" ("(" target key [end] ("="|"&gt;"|"&lt;"|"!=") (number|value) ")")*
 *                 "then" ("(" request ")")* "else" ("(" request ")")*
 *         | "compact" rev= | "grant" lease=hex ttl= | "revoke" lease=hex
 *         | "keepalive" lease=hex | "timetolive" lease=hex ["keys"]
 * target  = "version" | "create" | "mod" | "value" | "lease"
 * outcome = reply | "refused" text | "unknown" reason
 * reply   = rev=  followed, by request, by
 *           range: count= ["more"] kv*         put: ["was" kv]       delete: deleted= kv*
 *           txn: ("then"|"else") ("(" reply ")")*                    grant: lease=hex ttl=
 *           keepalive: ttl=                    timetolive: ttl= granted= key*
 * kv      = "{" key value c= m= v= [l=hex] "}"     create, mod revision, version, lease
 * watch   = "watch" wN cN member time key [end] [start=] ["prev"] ["no-put"] ["no-delete"]
 *           ["fragment"] [resumes=wN]
 * event   = "event" wN time ("created"|"events"|"progress"|"canceled"|"ended") [rev=]
 *           [compacted=] ["fragment"] [reason] (("put" kv | "delete" key m=) ["was" kv])*
 * state   = ("initial"|"final") member time rev= [compact=] [hash=hex] ["leases" "(" hex* ")"] kv*
 * note    = "note" time text
 * </pre>
 *
 * <p>Keys, values and texts stand in quotes; {@code \xNN} is a byte that is not printable ASCII, a
 * quote or a backslash. An end of {@code "\x00"} means everything from the key on. Records may
 * stand in any order, except that the messages of one watch stand as they arrived.
 */
package dev.balsa.jepsen.history;
