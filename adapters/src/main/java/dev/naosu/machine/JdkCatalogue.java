package dev.naosu.machine;

import dev.naosu.project.Jdk;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The JDKs of this machine, found without starting any of them.
public final class JdkCatalogue {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"([^\"]+)\"");
  private static final Pattern NUMBERS =
      Pattern.compile("(?<![0-9])(?:1\\.)?([0-9]{1,2})(?![0-9])");
  private static final Pattern TOOLCHAIN_HOME = Pattern.compile("<jdkHome>\\s*([^<]+?)\\s*<");

  private final List<Jdk> jdks;

  /// @param jdks the preferred one of equal feature releases first
  public JdkCatalogue(List<Jdk> jdks) {
    this.jdks = List.copyOf(jdks);
  }

  /// Looks where JDKs usually are.
  ///
  /// @param environment such as `System.getenv()`
  /// @param userHome holds `.sdkman`, `.jdks` and `.m2`
  public static JdkCatalogue of(Map<String, String> environment, Path userHome) {
    List<Path> homes = new ArrayList<>();
    for (String name : List.of("JAVA_HOME", "JDK_HOME")) {
      add(homes, environment.get(name));
    }
    environment.keySet().stream()
        .filter(name -> name.matches("JAVA.+_HOME|JDK.+_HOME|JAVA_HOME_.+"))
        .sorted()
        .forEach(name -> add(homes, environment.get(name)));
    homes.addAll(fromPath(environment.getOrDefault("PATH", "")));
    homes.addAll(fromToolchains(userHome.resolve(".m2").resolve("toolchains.xml")));
    homes.addAll(children(userHome.resolve(".sdkman").resolve("candidates").resolve("java")));
    homes.addAll(children(userHome.resolve(".jdks")));
    homes.addAll(children(Path.of("/usr/lib/jvm")));
    for (Path bundle : children(Path.of("/Library/Java/JavaVirtualMachines"))) {
      homes.add(bundle.resolve("Contents").resolve("Home"));
    }
    Map<Path, Jdk> found = new LinkedHashMap<>();
    for (Path home : homes) {
      at(home).ifPresent(jdk -> found.putIfAbsent(jdk.home(), jdk));
    }
    return new JdkCatalogue(List.copyOf(found.values()));
  }

  /// The JDKs of this machine as its environment shows them.
  public static JdkCatalogue ofThisMachine() {
    return of(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /// The JDK in a directory, links resolved; empty when there is no compiler in it.
  public static Optional<Jdk> at(Path home) {
    if (!Files.isExecutable(home.resolve("bin").resolve("javac"))
        || !Files.isExecutable(home.resolve("bin").resolve("java"))) {
      return Optional.empty();
    }
    try {
      Path real = home.toRealPath();
      Path release = real.resolve("release");
      if (Files.isReadable(release)) {
        Matcher version = VERSION.matcher(Files.readString(release));
        if (version.find()) {
          return Optional.of(new Jdk(real, feature(version.group(1)), version.group(1)));
        }
      }
      // JDKs built by hand have no release file; their directory usually says
      Matcher name = NUMBERS.matcher(real.getFileName().toString());
      return name.find()
          ? Optional.of(new Jdk(real, Integer.parseInt(name.group(1)), name.group(1)))
          : Optional.empty();
    } catch (IOException _) {
      // a home that cannot be read is no home
      return Optional.empty();
    }
  }

  /// All of them, in the order of preference.
  public List<Jdk> jdks() {
    return jdks;
  }

  /// The JDK that should build sources of a language level: the lowest one that is not older than
  /// the level and still compiles it.
  public Optional<Jdk> bestFor(int level) {
    return jdks.stream()
        .filter(jdk -> compiles(jdk.feature(), level))
        .min(Comparator.comparingInt(Jdk::feature));
  }

  /// As [#bestFor(int)], but the release the project itself asks for when it is here.
  ///
  /// @param declared feature release, from a tool chain or a file such as `.java-version`
  public Optional<Jdk> bestFor(int level, OptionalInt declared) {
    return jdks.stream()
        .filter(jdk -> declared.isPresent() && jdk.feature() == declared.getAsInt())
        .findFirst()
        .or(() -> bestFor(level));
  }

  /// Whether javac of a feature release accepts a language level.
  public static boolean compiles(int feature, int level) {
    int oldest = feature >= 20 ? 8 : feature >= 12 ? 7 : feature >= 9 ? 6 : 1;
    return level >= oldest && level <= feature;
  }

  /// The feature release in a version text: 8 in `1.8.0_412`, 17 in `17.0.15` or `17-tem`.
  ///
  /// @throws IllegalArgumentException when there is none
  public static int feature(String version) {
    Matcher matcher = NUMBERS.matcher(version);
    if (!matcher.find()) {
      throw new IllegalArgumentException(version + " is no Java version");
    }
    return Integer.parseInt(matcher.group(1));
  }

  /// For people: `17 in /usr/lib/jvm/java-17, 25 in …`.
  public String describe() {
    return jdks.isEmpty()
        ? "none"
        : String.join(", ", jdks.stream().map(jdk -> jdk.feature() + " in " + jdk.home()).toList());
  }

  private static void add(List<Path> homes, @Nullable String home) {
    if (home != null && !home.isBlank()) {
      homes.add(Path.of(home));
    }
  }

  private static List<Path> fromPath(String path) {
    List<Path> homes = new ArrayList<>();
    for (String directory : path.split(java.io.File.pathSeparator, -1)) {
      Path compiler = Path.of(directory).resolve("javac");
      if (directory.isBlank() || !Files.isExecutable(compiler)) {
        continue;
      }
      try {
        // <home>/bin/javac, behind links such as /usr/bin/javac
        Path home = compiler.toRealPath().resolve("../..").normalize();
        homes.add(home);
      } catch (IOException _) {
        // a dangling link
      }
    }
    return homes;
  }

  private static List<Path> fromToolchains(Path file) {
    List<Path> homes = new ArrayList<>();
    if (Files.isReadable(file)) {
      try {
        Matcher home = TOOLCHAIN_HOME.matcher(Files.readString(file));
        while (home.find()) {
          homes.add(Path.of(home.group(1)));
        }
      } catch (IOException _) {
        // not a file of text; the other places remain
        return homes;
      }
    }
    return homes;
  }

  private static List<Path> children(Path directory) {
    List<Path> homes = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
      paths.forEach(homes::add);
    } catch (IOException _) {
      // most machines have only some of these places
      return homes;
    }
    homes.sort(Comparator.naturalOrder());
    return homes;
  }
}
