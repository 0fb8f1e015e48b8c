package dev.naosu.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The exceptions of an event, written as `printStackTrace` would have done: then they are told
/// apart like those that come as text. Sentry has the innermost cause first, and in each trace the
/// outermost call first.
final class SentryExceptions {
  private static final int MOST_EXCEPTIONS = 50;
  private static final int MOST_FRAMES = 500;
  private static final int DEEPEST = 25;

  private final List<Link> all;

  /// @param lines innermost first, each what stands behind `at`
  /// @param inApp lines that the SDK takes for the service's own
  /// @param isSuppressed what its parent carries along, and not what made it
  private record Link(
      String className,
      String message,
      List<String> lines,
      List<String> inApp,
      int id,
      int parent,
      boolean isSuppressed,
      Optional<Boolean> isHandled) {
    Link as(int ownId, int ownParent) {
      return new Link(className, message, lines, inApp, ownId, ownParent, isSuppressed, isHandled);
    }

    String headline() {
      return message.isEmpty() ? className : className + ": " + message;
    }
  }

  private SentryExceptions(List<Link> all) {
    this.all = List.copyOf(all);
  }

  /// @param told `{"values": […]}`, or the list alone
  static SentryExceptions of(JsonNode told) {
    JsonNode values = told.isArray() ? told : told.path("values");
    List<Link> all = new ArrayList<>();
    // of a very long chain, the outermost ones count
    for (int i = Math.max(0, values.size() - MOST_EXCEPTIONS); i < values.size(); i++) {
      if (values.get(i).isObject()) {
        all.add(link(values.get(i)));
      }
    }
    return new SentryExceptions(chained(all.reversed()));
  }

  /// With ids of our own unless each has one: then each is the cause of the one before it.
  private static List<Link> chained(List<Link> all) {
    if (all.stream().mapToInt(Link::id).filter(id -> id >= 0).distinct().count() == all.size()) {
      return all;
    }
    List<Link> chained = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      chained.add(all.get(i).as(i, i - 1));
    }
    return chained;
  }

  /// The outermost one in one line; empty when there is none.
  Optional<String> headline() {
    return outermost().map(Link::headline);
  }

  /// Whether the service dealt with it; empty when that is not told.
  Optional<Boolean> isHandled() {
    return all.stream().flatMap(each -> each.isHandled().stream()).findFirst();
  }

  /// The place of the innermost exception that the SDK takes for the service's own; empty when it
  /// knows of none.
  Optional<String> inApp() {
    return all.reversed().stream().flatMap(each -> each.inApp().stream()).findFirst();
  }

  /// As `printStackTrace` prints it; empty when there is no exception.
  Optional<String> text() {
    Optional<Link> outermost = outermost();
    if (outermost.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    write(outermost.get(), "", "", List.of(), inside(), DEEPEST, text);
    return Optional.of(text.toString());
  }

  private Optional<Link> outermost() {
    return all.stream().findFirst();
  }

  /// By id, what an exception has inside of it.
  private Map<Integer, List<Link>> inside() {
    Map<Integer, List<Link>> inside = new HashMap<>();
    for (Link each : all.subList(1, all.size())) {
      inside.computeIfAbsent(each.parent(), _ -> new ArrayList<>()).add(each);
    }
    return inside;
  }

  private static void write(
      Link link,
      String caption,
      String indent,
      List<String> around,
      Map<Integer, List<Link>> inside,
      int depth,
      StringBuilder text) {
    text.append(indent).append(caption).append(link.headline()).append('\n');
    int common = common(link.lines(), around);
    for (String line : link.lines().subList(0, link.lines().size() - common)) {
      text.append(indent).append("\tat ").append(line).append('\n');
    }
    if (common > 0) {
      text.append(indent).append("\t... ").append(common).append(" more\n");
    }
    // taken out, so that a circle ends
    List<Link> children = inside.remove(link.id());
    if (children == null || depth == 0) {
      return;
    }
    for (Link child : children) {
      if (child.isSuppressed()) {
        write(child, "Suppressed: ", indent + "\t", link.lines(), inside, depth - 1, text);
      }
    }
    for (Link child : children) {
      if (!child.isSuppressed()) {
        write(child, "Caused by: ", indent, link.lines(), inside, depth - 1, text);
      }
    }
  }

  /// How many calls at the outer end two traces share; at least one of the inner one is told.
  private static int common(List<String> lines, List<String> around) {
    int common = 0;
    while (common < lines.size() - 1
        && common < around.size()
        && lines.get(lines.size() - 1 - common).equals(around.get(around.size() - 1 - common))) {
      common++;
    }
    return common;
  }

  private static Link link(JsonNode told) {
    String type = OutsideJson.text(told, "type");
    String module = OutsideJson.text(told, "module");
    String name = module.isEmpty() || type.startsWith(module + ".") ? type : module + "." + type;
    List<String> lines = new ArrayList<>();
    List<String> inApp = new ArrayList<>();
    JsonNode frames = told.path("stacktrace").path("frames");
    for (int i = Math.max(0, frames.size() - MOST_FRAMES); i < frames.size(); i++) {
      String line = line(frames.get(i));
      lines.add(line);
      if (frames.get(i).path("in_app").asBoolean(false)) {
        inApp.add(line);
      }
    }
    Collections.reverse(lines);
    Collections.reverse(inApp);
    JsonNode mechanism = told.path("mechanism");
    JsonNode handled = mechanism.path("handled");
    return new Link(
        name.isEmpty() ? "Error" : oneLine(name),
        OutsideJson.text(told, "value"),
        lines,
        inApp,
        mechanism.path("exception_id").asInt(-1),
        mechanism.path("parent_id").asInt(-1),
        OutsideJson.text(mechanism, "type").equals("suppressed"),
        handled.isBoolean() ? Optional.of(handled.booleanValue()) : Optional.empty());
  }

  private static String line(JsonNode frame) {
    String module = OutsideJson.text(frame, "module");
    String function = OutsideJson.text(frame, "function");
    String file = OutsideJson.text(frame, "filename");
    int line = frame.path("lineno").asInt(0);
    String place =
        frame.path("native").asBoolean(false)
            ? "Native Method"
            : file.isEmpty() ? "Unknown Source" : line > 0 ? file + ":" + line : file;
    return oneLine(
        (module.isEmpty() ? "" : module + ".")
            + (function.isEmpty() ? "unknown" : function)
            + "("
            + place
            + ")");
  }

  private static String oneLine(String text) {
    return text.codePoints()
        .map(letter -> Character.isISOControl(letter) ? ' ' : letter)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
