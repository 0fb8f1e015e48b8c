package dev.naosu.replay;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Calls of the JDK that change files, reach the network, start processes or end the JVM. Inputs
/// that nobody vouches for must not get that far: a path with a letter less is another path.
///
/// It is a leash, not a wall: what hides behind reflection or native code is not seen.
final class Harm {
  /// Harmful methods by owner; an entry that ends with `*` stands for all that begin so.
  private static final Map<String, Set<String>> METHODS =
      Map.ofEntries(
          Map.entry(
              "java/io/File",
              Set.of("create*", "delete*", "mkdir*", "renameTo", "setLast*", "setRead*", "setW*")),
          Map.entry("java/io/FileOutputStream", Set.of("<init>")),
          Map.entry("java/io/FileWriter", Set.of("<init>")),
          Map.entry("java/io/RandomAccessFile", Set.of("<init>")),
          Map.entry(
              "java/nio/file/Files",
              Set.of("copy", "create*", "delete*", "move", "new*Writer", "newByte*", "newOut*")),
          Map.entry("java/nio/channels/FileChannel", Set.of("open")),
          Map.entry("java/nio/channels/AsynchronousFileChannel", Set.of("open")),
          Map.entry("java/lang/ProcessBuilder", Set.of("start*")),
          Map.entry(
              "java/lang/Runtime", Set.of("exec", "exit", "halt", "load*", "addShutdownHook")),
          Map.entry("java/lang/System", Set.of("exit", "load", "loadLibrary")),
          Map.entry("java/net/Socket", Set.of("<init>", "connect", "bind")),
          Map.entry("java/net/ServerSocket", Set.of("<init>", "bind")),
          Map.entry("java/net/DatagramSocket", Set.of("<init>", "connect", "bind", "send")),
          Map.entry("java/net/MulticastSocket", Set.of("<init>")),
          Map.entry("java/net/URL", Set.of("open*", "getContent")),
          Map.entry("java/net/InetAddress", Set.of("get*ByName", "isReachable")),
          Map.entry("java/net/http/HttpClient", Set.of("send*")),
          Map.entry("java/nio/channels/SocketChannel", Set.of("open", "connect")),
          Map.entry("java/nio/channels/ServerSocketChannel", Set.of("open")),
          Map.entry("java/nio/channels/DatagramChannel", Set.of("open")),
          Map.entry("java/sql/DriverManager", Set.of("get*")),
          Map.entry("java/util/logging/FileHandler", Set.of("<init>")),
          Map.entry("java/util/prefs/Preferences", Set.of("put*", "remove*", "clear", "flush")),
          Map.entry("javax/imageio/ImageIO", Set.of("write")),
          Map.entry("java/awt/Desktop", Set.of("*")),
          Map.entry("java/awt/Robot", Set.of("*")));

  /// Methods of [java.nio.file.Files] that are named like those of a reader.
  private static final List<String> OF_FILES = List.of("set", "write");

  /// Constructors that open the file they are given the name of.
  private static final Set<String> WRITERS =
      Set.of("java/io/PrintStream", "java/io/PrintWriter", "java/util/Formatter");

  private Harm() {}

  /// Whether a class has any such method.
  static boolean isOwner(String internalName) {
    return METHODS.containsKey(internalName) || WRITERS.contains(internalName);
  }

  static boolean isDone(String owner, String name, String descriptor) {
    if (WRITERS.contains(owner)) {
      return name.equals("<init>")
          && (descriptor.startsWith("(Ljava/lang/String;")
              || descriptor.startsWith("(Ljava/io/File;"));
    }
    return METHODS.getOrDefault(owner, Set.of()).stream().anyMatch(each -> matches(each, name))
        || owner.equals("java/nio/file/Files") && OF_FILES.stream().anyMatch(name::startsWith);
  }

  private static boolean matches(String pattern, String name) {
    int star = pattern.indexOf('*');
    return star < 0
        ? pattern.equals(name)
        : name.startsWith(pattern.substring(0, star)) && name.endsWith(pattern.substring(star + 1));
  }
}
