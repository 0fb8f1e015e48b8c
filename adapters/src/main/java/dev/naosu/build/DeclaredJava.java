package dev.naosu.build;

import dev.naosu.machine.JdkCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a project says about Java, read from its files before anything is run.
///
/// @param level the newest language level of its modules; [#DEFAULT_LEVEL] when it does not say
/// @param release the JDK it asks for, from a tool chain or a version file
/// @param toolchains whether its Maven build looks for JDKs in a toolchains.xml
record DeclaredJava(int level, OptionalInt release, boolean toolchains) {
  static final int DEFAULT_LEVEL = 8;

  private static final int DEPTH = 4;
  private static final Pattern COMMENT = Pattern.compile("<!--[\\s\\S]*?-->");
  private static final Pattern LEVEL_TAG =
      Pattern.compile(
          "<(?:maven\\.compiler\\.(?:test)?(?:[rR]elease|[sS]ource|[tT]arget)|java\\.version"
              + "|jdk\\.version|java\\.release|javaVersion|release|source|target)>\\s*([^<\\s]+)\\s*<");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]+)}");
  private static final Pattern LEVEL = Pattern.compile("(?:1\\.)?([0-9]{1,2})");
  private static final Pattern TOOLCHAIN =
      Pattern.compile("<jdk(?:Toolchain)?>\\s*<version>\\s*([^<\\s]+)\\s*<");
  private static final Pattern GRADLE_LEVEL =
      Pattern.compile(
          "(?:sourceCompatibility|targetCompatibility|options\\.release(?:\\.set)?|release\\.set|jvmToolchain)"
              + "\\s*[=(]?\\s*\\(?\\s*['\"]?(?:JavaVersion\\.(?:VERSION_)?|toVersion\\()?['\"]?(?:1[._])?([0-9]{1,2})");
  private static final Pattern GRADLE_TOOLCHAIN =
      Pattern.compile("JavaLanguageVersion\\.of\\(\\s*['\"]?([0-9]{1,2})");

  static DeclaredJava ofMaven(Path root) {
    int level = 0;
    OptionalInt release = versionFile(root);
    boolean toolchains = false;
    for (Path file : files(root, List.of("pom.xml"))) {
      String pom = COMMENT.matcher(text(file)).replaceAll("");
      Matcher tag = LEVEL_TAG.matcher(pom);
      while (tag.find()) {
        level = Math.max(level, level(resolved(tag.group(1), pom)));
      }
      toolchains |= pom.contains("maven-toolchains-plugin") || pom.contains("<jdkToolchain>");
      Matcher toolchain = TOOLCHAIN.matcher(pom);
      if (toolchain.find()) {
        release = number(resolved(toolchain.group(1), pom), release);
      }
    }
    return new DeclaredJava(level == 0 ? DEFAULT_LEVEL : level, release, toolchains);
  }

  static DeclaredJava ofGradle(Path root) {
    int level = 0;
    OptionalInt release = versionFile(root);
    for (Path file : files(root, List.of("build.gradle", "build.gradle.kts"))) {
      String script = text(file);
      Matcher found = GRADLE_LEVEL.matcher(script);
      while (found.find()) {
        level = Math.max(level, level(found.group(1)));
      }
      Matcher toolchain = GRADLE_TOOLCHAIN.matcher(script);
      if (toolchain.find()) {
        level = Math.max(level, level(toolchain.group(1)));
      }
    }
    return new DeclaredJava(level == 0 ? DEFAULT_LEVEL : level, release, false);
  }

  static OptionalInt versionFile(Path root) {
    for (String name : List.of(".java-version", ".sdkmanrc", ".tool-versions")) {
      Path file = root.resolve(name);
      if (!Files.isReadable(file)) {
        continue;
      }
      Optional<String> line =
          text(file)
              .lines()
              .map(String::strip)
              .filter(
                  written ->
                      name.equals(".java-version")
                          ? !written.isEmpty()
                          : written.matches("java[= ].*"))
              .findFirst();
      if (line.isPresent()) {
        return number(line.get(), OptionalInt.empty());
      }
    }
    return OptionalInt.empty();
  }

  private static OptionalInt number(String version, OptionalInt otherwise) {
    try {
      return OptionalInt.of(JdkCatalogue.feature(version));
    } catch (IllegalArgumentException _) {
      return otherwise;
    }
  }

  /// 0 when the text is no level: the tags have other uses too.
  private static int level(String text) {
    Matcher matcher = LEVEL.matcher(text);
    int level = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    return level >= 5 ? level : 0;
  }

  private static String resolved(String value, String pom) {
    Matcher reference = REFERENCE.matcher(value);
    if (!reference.matches()) {
      return value;
    }
    String name = Pattern.quote(reference.group(1));
    Matcher property = Pattern.compile("<" + name + ">\\s*([^<\\s]+)\\s*<").matcher(pom);
    return property.find() ? property.group(1) : "";
  }

  private static List<Path> files(Path root, List<String> names) {
    try (Stream<Path> walk = Files.walk(root, DEPTH)) {
      return walk.filter(path -> names.contains(path.getFileName().toString()))
          .filter(path -> !root.relativize(path).toString().startsWith("src"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + root, e);
    }
  }

  private static String text(Path file) {
    try {
      // names and numbers are ASCII in all character sets of build files
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
