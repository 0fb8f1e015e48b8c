package dev.naosu.build;

import dev.naosu.code.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The libraries that a `pom.xml` names, and where in its text their versions stand, so that a
/// version can be changed without touching anything else.
///
/// It reads tags and nothing more: no entity is resolved, and a file with a document type is
/// refused.
///
/// @param own name of the project itself, as `group:artifact`; the group is empty where it is the
///   parent's
record PomText(String own, List<Library> libraries) {
  private static final int MOST = 4 << 20;
  private static final Value NOTHING = new Value("", Span.at(0));

  PomText {
    libraries = List.copyOf(libraries);
  }

  /// A library with its version.
  ///
  /// @param group such as `org.slf4j`
  /// @param version as it is in effect
  /// @param where its characters are, itself or those of the property that it names
  /// @param parent whether it is the pom's parent
  record Library(String group, String artifact, String version, Span where, boolean parent) {
    String name() {
      return group + ":" + artifact;
    }
  }

  /// A text and where it stands.
  private record Value(String text, Span where) {}

  /// Whether a library is this very project.
  boolean isOwn(Library library) {
    return own.startsWith(":")
        ? own.equals(":" + library.artifact())
            && libraries.stream()
                .anyMatch(each -> each.parent() && each.group().equals(library.group()))
        : own.equals(library.name());
  }

  /// Empty when it is no pom.
  static Optional<PomText> read(String text) {
    if (text.length() > MOST) {
      return Optional.empty();
    }
    Map<String, Value> properties = new HashMap<>();
    List<Map<String, Value>> found = new ArrayList<>();
    Deque<String> path = new ArrayDeque<>();
    Deque<Map<String, Value>> open = new ArrayDeque<>();
    int contentFrom = 0;
    int at = 0;
    while ((at = text.indexOf('<', at)) >= 0) {
      if (text.startsWith("<!--", at)) {
        at = after(text, "-->", at);
      } else if (text.startsWith("<![CDATA[", at)) {
        at = after(text, "]]>", at);
      } else if (text.startsWith("<?", at)) {
        at = after(text, "?>", at);
      } else if (text.startsWith("<!", at)) {
        return Optional.empty();
      } else {
        int end = text.indexOf('>', at);
        if (end < 0) {
          return Optional.empty();
        }
        String tag = text.substring(at + 1, end);
        if (tag.startsWith("/")) {
          if (path.isEmpty() || !path.peekLast().equals(tag.substring(1).strip())) {
            return Optional.empty();
          }
          keep(path, value(text, contentFrom, at), properties, open);
          if (isLibrary(path)) {
            Map<String, Value> library = open.pollLast();
            if (library != null) {
              found.add(library);
            }
          }
          path.removeLast();
        } else if (!tag.endsWith("/")) {
          path.addLast(tag.split("\\s", 2)[0]);
          if (isLibrary(path)) {
            open.addLast(new HashMap<>());
          }
        }
        at = end + 1;
        contentFrom = at;
      }
      if (at < 0) {
        return Optional.empty();
      }
    }
    String own =
        properties.getOrDefault("#groupId", NOTHING).text()
            + ":"
            + properties.getOrDefault("#artifactId", NOTHING).text();
    return path.isEmpty()
        ? Optional.of(new PomText(own, libraries(found, properties)))
        : Optional.empty();
  }

  private static int after(String text, String end, int from) {
    int at = text.indexOf(end, from);
    return at < 0 ? -1 : at + end.length();
  }

  private static Value value(String text, int from, int to) {
    int begin = from;
    int end = to;
    while (begin < end && Character.isWhitespace(text.charAt(begin))) {
      begin++;
    }
    while (end > begin && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return new Value(text.substring(begin, end), new Span(begin, end - begin));
  }

  private static String joined(Deque<String> path) {
    return String.join("/", path);
  }

  private static boolean isLibrary(Deque<String> path) {
    return switch (joined(path)) {
      case "project/parent",
          "project/dependencies/dependency",
          "project/dependencyManagement/dependencies/dependency" ->
          true;
      default -> false;
    };
  }

  private static void keep(
      Deque<String> path,
      Value value,
      Map<String, Value> properties,
      Deque<Map<String, Value>> open) {
    String joined = joined(path);
    if (joined.matches("project/properties/[^/]+")) {
      properties.put(path.getLast(), value);
    }
    if (joined.equals("project/groupId") || joined.equals("project/artifactId")) {
      properties.put("#" + path.getLast(), value);
    }
    int last = joined.lastIndexOf('/');
    Map<String, Value> library = open.peekLast();
    boolean isPart =
        library != null
            && List.of("groupId", "artifactId", "version").contains(joined.substring(last + 1))
            && joined
                .substring(0, Math.max(0, last))
                .matches("project/(parent|(dependencyManagement/)?dependencies/dependency)");
    if (isPart) {
      library.put(path.getLast(), value);
      if (joined.startsWith("project/parent/")) {
        library.put("parent", value);
      }
    }
  }

  private static List<Library> libraries(
      List<Map<String, Value>> found, Map<String, Value> properties) {
    List<Library> libraries = new ArrayList<>();
    for (Map<String, Value> each : found) {
      Value group = each.get("groupId");
      Value artifact = each.get("artifactId");
      Value version = each.get("version");
      if (group != null && artifact != null && version != null) {
        String text = version.text();
        Value effective =
            text.startsWith("${") && text.endsWith("}")
                ? properties.get(text.substring(2, text.length() - 1))
                : version;
        if (effective != null
            && effective.text().matches("[\\w.+-]{1,80}")
            && (group.text() + artifact.text()).matches("[\\w.-]{2,300}")) {
          libraries.add(
              new Library(
                  group.text(),
                  artifact.text(),
                  effective.text(),
                  effective.where(),
                  each.containsKey("parent")));
        }
      }
    }
    return libraries;
  }
}
