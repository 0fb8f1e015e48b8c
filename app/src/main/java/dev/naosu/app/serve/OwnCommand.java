package dev.naosu.app.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The program that runs, to be started once more as something else.
final class OwnCommand {
  private static final String HOME = "naosu.home";

  private OwnCommand() {}

  /// @param arguments first the word of what it shall be
  static List<String> of(String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    String home = System.getProperty(HOME);
    if (home != null) {
      words.add("-D" + HOME + "=" + home);
    }
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.naosu.app.Main"));
    words.addAll(List.of(arguments));
    return words;
  }
}
