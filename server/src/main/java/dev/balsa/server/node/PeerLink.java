package dev.balsa.server.node;

import dev.balsa.raft.Members;
import dev.balsa.raft.Message;
import java.util.List;

/** The way to the other members. Node agent only; nothing here blocks, and messages may be lost. */
interface PeerLink {

  /** Sends messages, each to the member it names. */
  void send(List<Message> messages);

  /** Tells who the members are from now on. */
  void membersAre(Members members);
}
