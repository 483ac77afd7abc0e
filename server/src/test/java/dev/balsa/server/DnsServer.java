package dev.balsa.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A name server on loopback that knows SRV records and nothing else. */
final class DnsServer implements AutoCloseable {

  private static final int HEADER_BYTES = 12;
  private static final int SRV = 33;
  private static final int INTERNET = 1;
  private static final int ANSWER = 0x8580;
  private static final int NO_SUCH_NAME = 3;

  /** Where a service is. */
  record Place(String host, int port) {}

  private final DatagramSocket socket;
  private final Thread thread;

  /** By the whole name, without the dot at its end. */
  private final Map<String, List<Place>> records;

  DnsServer(Map<String, List<Place>> records) throws IOException {
    this.records = new TreeMap<>(records);
    this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    this.thread = new Thread(this::serve, "dns");
    thread.start();
  }

  /** Host and port. */
  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private void serve() {
    byte[] buffer = new byte[512];
    try {
      while (true) {
        DatagramPacket question = new DatagramPacket(buffer, buffer.length);
        socket.receive(question);
        byte[] answer = answer(Arrays.copyOf(buffer, question.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
      }
    } catch (SocketException closed) {
      // the end
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private byte[] answer(byte[] question) throws IOException {
    DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(question));
    int id = in.readUnsignedShort();
    in.skipNBytes(HEADER_BYTES - 2);
    StringBuilder name = new StringBuilder();
    int length = HEADER_BYTES;
    for (int label = in.read(); label > 0; label = in.read()) {
      name.append(name.isEmpty() ? "" : ".");
      name.append(new String(in.readNBytes(label), StandardCharsets.US_ASCII));
      length += label + 1;
    }
    length += 1 + 4; // the end of the name, type and class
    List<Place> places = records.get(name.toString());
    boolean found = places != null && in.readUnsignedShort() == SRV;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(id);
    out.writeShort(found ? ANSWER : ANSWER | NO_SUCH_NAME);
    out.writeShort(1);
    out.writeShort(found ? places.size() : 0);
    out.writeInt(0);
    out.write(question, HEADER_BYTES, length - HEADER_BYTES);
    if (found) {
      for (Place place : places) {
        write(place, out);
      }
    }
    return bytes.toByteArray();
  }

  private static void write(Place place, DataOutputStream out) throws IOException {
    byte[] target = encoded(place.host());
    out.writeShort(0xc000 | HEADER_BYTES); // the name that was asked for
    out.writeShort(SRV);
    out.writeShort(INTERNET);
    out.writeInt(60);
    out.writeShort(6 + target.length);
    out.writeInt(0); // priority and weight
    out.writeShort(place.port());
    out.write(target);
  }

  private static byte[] encoded(String host) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String label : host.split("\\.", -1)) {
      bytes.write(label.length());
      bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    bytes.write(0);
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
