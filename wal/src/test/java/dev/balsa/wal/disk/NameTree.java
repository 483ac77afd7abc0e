package dev.balsa.wal.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The directories of the simulated disk: the names that programs see, and those that a crash
 * leaves.
 *
 * <p>Each change of a name is kept as a step until a directory that it touches is synced. A crash
 * keeps the first so many steps of each directory, because file systems write them in order. A
 * rename that touches two directories is one step of both.
 */
final class NameTree {

  /** A directory or a file. */
  private static final class Node {
    final FileContent file;
    final TreeMap<String, Node> seen = new TreeMap<>();
    final TreeMap<String, Node> durable = new TreeMap<>();
    final List<Step> steps = new ArrayList<>();

    Node(FileContent file) {
      this.file = file;
    }

    boolean isDirectory() {
      return file == null;
    }
  }

  /** A change of names that is not durable yet. */
  private static final class Step {
    final Runnable change;
    boolean done;

    Step(Runnable change) {
      this.change = change;
    }

    void makeDurable() {
      if (!done) {
        done = true;
        change.run();
      }
    }
  }

  private final Node root = new Node(null);

  FileContent file(Path path) throws IOException {
    Node node = find(path);
    if (node == null || node.isDirectory()) {
      throw SimulatedDisk.missing(path);
    }
    return node.file;
  }

  boolean exists(Path path) {
    return find(path) != null;
  }

  List<String> list(Path directory) throws IOException {
    return List.copyOf(directory(directory).seen.keySet());
  }

  void create(Path path, FileContent content) throws IOException {
    add(path, new Node(content));
  }

  void createDirectory(Path path) throws IOException {
    add(path, new Node(null));
  }

  void rename(Path from, Path to) throws IOException {
    Node moved = find(from);
    Node replaced = find(to);
    if (moved == null) {
      throw SimulatedDisk.missing(from);
    }
    if (replaced != null && replaced.isDirectory() && !replaced.seen.isEmpty()) {
      throw SimulatedDisk.notEmpty(to);
    }
    Node source = parent(from);
    Node target = parent(to);
    String oldName = name(from);
    String newName = name(to);
    source.seen.remove(oldName);
    target.seen.put(newName, moved);
    Step step =
        new Step(
            () -> {
              source.durable.remove(oldName);
              target.durable.put(newName, moved);
            });
    source.steps.add(step);
    if (target != source) {
      target.steps.add(step);
    }
  }

  void delete(Path path) throws IOException {
    Node node = find(path);
    if (node == null) {
      throw SimulatedDisk.missing(path);
    }
    if (!node.seen.isEmpty()) {
      throw SimulatedDisk.notEmpty(path);
    }
    Node directory = parent(path);
    String name = name(path);
    directory.seen.remove(name);
    directory.steps.add(new Step(() -> directory.durable.remove(name)));
  }

  void sync(Path path) throws IOException {
    Node directory = directory(path);
    directory.steps.forEach(Step::makeDurable);
    directory.steps.clear();
  }

  void crash(RandomGenerator random) {
    crash(root, random);
  }

  private static void crash(Node directory, RandomGenerator random) {
    // Names that are gone may still lead to directories with steps, hence first down both maps.
    List<Node> below = new ArrayList<>(directory.seen.values());
    directory.durable.values().stream().filter(node -> !below.contains(node)).forEach(below::add);
    below.stream().filter(Node::isDirectory).forEach(node -> crash(node, random));
    int kept = directory.steps.isEmpty() ? 0 : random.nextInt(directory.steps.size() + 1);
    directory.steps.subList(0, kept).forEach(Step::makeDurable);
    directory.steps.clear();
    directory.seen.clear();
    directory.seen.putAll(directory.durable);
  }

  private void add(Path path, Node node) throws IOException {
    Node directory = parent(path);
    String name = name(path);
    if (directory.seen.putIfAbsent(name, node) != null) {
      throw SimulatedDisk.taken(path);
    }
    directory.steps.add(new Step(() -> directory.durable.put(name, node)));
  }

  private Node parent(Path path) throws IOException {
    return directory(path.toAbsolutePath().getParent());
  }

  private Node directory(Path path) throws IOException {
    Node node = find(path);
    if (node == null || !node.isDirectory()) {
      throw SimulatedDisk.missing(path);
    }
    return node;
  }

  private Node find(Path path) {
    Node node = root;
    for (Path part : path.toAbsolutePath()) {
      Map<String, Node> names = node.seen;
      node = names.get(part.toString());
      if (node == null) {
        return null;
      }
    }
    return node;
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }
}
