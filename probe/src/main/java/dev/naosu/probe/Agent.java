package dev.naosu.probe;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The Java agent: instruments the patient's own classes as they are defined.
 *
 * <p>Options are optional, because a {@link Configure} command sets the same: either the path of a
 * UTF-8 file with one {@code key=value} per line, or the pairs inline, separated by commas. Keys:
 * {@code coverage} (true or false), {@code thrown} (true or false: whether what own classes throw
 * or catch is noted), {@code main} and {@code test} (directories of own classes, separated by the
 * path separator), {@code dump} (a directory: the JVM may exit, and writes what it ran there when
 * it does).
 */
public final class Agent {
  private static final Pattern INLINE_SEPARATOR = Pattern.compile(",");
  private static final Pattern PATH_SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  private Agent() {}

  /** Called by the JVM before main. */
  public static void premain(String options, Instrumentation instrumentation) {
    if (options != null && !options.isEmpty()) {
      Probe.scope(parse(options));
    }
    // First, so that Probe is loaded before there is a transformer which needs it.
    Probe.markAgentInstalled();
    instrumentation.addTransformer(new OwnTransformer(new Instrumenter()));
  }

  private static OwnScope parse(String options) {
    List<String> main = new ArrayList<>();
    List<String> test = new ArrayList<>();
    boolean coverage = false;
    boolean thrown = false;
    for (String pair : pairs(options)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair.trim() : pair.substring(0, equals).trim();
      String value = equals < 0 ? "" : pair.substring(equals + 1).trim();
      switch (key) {
        case "":
          break;
        case "coverage":
          coverage = Boolean.parseBoolean(value);
          break;
        case "thrown":
          thrown = Boolean.parseBoolean(value);
          break;
        case "main":
          addDirectories(main, value);
          break;
        case "test":
          addDirectories(test, value);
          break;
        case "dump":
          Probe.letExit();
          Dump.atExit(new File(value));
          break;
        default:
          throw new IllegalArgumentException("the probe has no option " + key);
      }
    }
    return new OwnScope(main, test, coverage, thrown);
  }

  private static List<String> pairs(String options) {
    if (options.indexOf('=') < 0) {
      try {
        return Files.readAllLines(Paths.get(options), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the options of the probe", e);
      }
    }
    List<String> pairs = new ArrayList<>();
    INLINE_SEPARATOR.splitAsStream(options).forEach(pairs::add);
    return pairs;
  }

  private static void addDirectories(List<String> directories, String value) {
    PATH_SEPARATOR.splitAsStream(value).filter(d -> !d.isEmpty()).forEach(directories::add);
  }

  private static final class OwnTransformer implements ClassFileTransformer {
    private final Instrumenter instrumenter;

    OwnTransformer(Instrumenter instrumenter) {
      this.instrumenter = instrumenter;
    }

    @Override
    public byte[] transform(
        ClassLoader loader,
        String internalName,
        Class<?> redefined,
        ProtectionDomain domain,
        byte[] bytes) {
      if (internalName == null) {
        return null; // a hidden class, such as the body of a lambda: its code is in its host
      }
      if (loader == null || internalName.startsWith("dev/naosu/")) {
        return null; // before anything else: to look further would load classes of our own
      }
      OwnScope scope = Probe.scope();
      OwnScope.Depth depth = scope.depthOf(internalName, loader);
      return depth == OwnScope.Depth.NONE
          ? null
          : instrumenter.instrument(
              internalName, bytes, depth == OwnScope.Depth.COVERAGE, scope.thrown());
    }
  }
}
