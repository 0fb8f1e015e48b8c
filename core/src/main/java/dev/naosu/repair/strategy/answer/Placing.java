package dev.naosu.repair.strategy.answer;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.naosu.code.Edit;
import dev.naosu.repair.strategy.answer.Reading.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Finds where the blocks of an answer belong in one file.
///
/// A ladder: the lines as they are, then without the blanks at their ends, then without their
/// indentation, then nearly. On the first rung where any place fits, exactly one must. Lines that a
/// block does not change stay as the file has them.
final class Placing {
  private static final double NEAR = 0.95;

  /// Letters of a search beyond which only its true text is looked for.
  private static final int LONGEST_NEAR = 8_000;

  private static final int MOST_SHOWN_LINES = 8;

  private static final List<UnaryOperator<String>> RUNGS =
      List.of(line -> line, String::stripTrailing, String::strip);

  private final String path;
  private final List<String> lines;

  /// Lines with their ends.
  private final List<String> whole;

  private final String lineEnd;

  /// Lines that an earlier block has taken.
  private final List<Region> taken = new ArrayList<>();

  private record Region(int from, int to) {}

  sealed interface Outcome {}

  record Placed(List<Edit> edits) implements Outcome {}

  record Refusal(Reason reason, String why) implements Outcome {}

  Placing(String path, String text) {
    this.path = path;
    whole = Hunks.lines(text);
    lines = whole.stream().map(Placing::withoutEnd).toList();
    lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
  }

  private static String withoutEnd(String line) {
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
      end--;
    }
    return line.substring(0, end);
  }

  Outcome place(Block block) {
    if (block.search().stream().allMatch(String::isBlank)) {
      return new Refusal(
          Reason.NOT_FOUND, "SEARCH is empty: quote the lines that stand where the change belongs");
    }
    List<Integer> places = places(block.search());
    if (places.isEmpty()) {
      return new Refusal(Reason.NOT_FOUND, "SEARCH is not in the file. " + nearest(block.search()));
    }
    if (places.size() > 1) {
      return new Refusal(
          Reason.AMBIGUOUS,
          "SEARCH fits at lines "
              + places.stream()
                  .limit(MOST_SHOWN_LINES)
                  .map(each -> Integer.toString(each + 1))
                  .collect(Collectors.joining(", "))
              + ": quote more lines, so that only one place fits");
    }
    int from = places.getFirst();
    Region region = new Region(from, from + block.search().size());
    if (taken.stream().anyMatch(each -> each.from() < region.to() && region.from() < each.to())) {
      return new Refusal(
          Reason.AMBIGUOUS,
          "SEARCH overlaps that of an earlier block at line " + (from + 1) + ": make them one");
    }
    taken.add(region);
    return new Placed(edits(block, from));
  }

  private List<Integer> places(List<String> search) {
    for (UnaryOperator<String> rung : RUNGS) {
      List<String> wanted = search.stream().map(rung).toList();
      List<String> have = lines.stream().map(rung).toList();
      List<Integer> places =
          IntStream.rangeClosed(0, have.size() - wanted.size())
              .filter(at -> have.subList(at, at + wanted.size()).equals(wanted))
              .boxed()
              .toList();
      if (!places.isEmpty()) {
        return places;
      }
    }
    return near(search);
  }

  /// Places whose text is nearly the wanted one. Next to a place it is likely that its neighbours
  /// are near too, so that of overlapping ones the best counts.
  private List<Integer> near(List<String> search) {
    String wanted = stripped(search);
    if (wanted.length() > LONGEST_NEAR) {
      return List.of();
    }
    record Match(int at, int distance) {}
    List<Match> matches = new ArrayList<>();
    for (int at = 0; at + search.size() <= lines.size(); at++) {
      String have = stripped(lines.subList(at, at + search.size()));
      int allowed = (int) ((1 - NEAR) * Math.max(have.length(), wanted.length()));
      int distance = Distance.within(wanted, have, allowed);
      if (distance <= allowed) {
        matches.add(new Match(at, distance));
      }
    }
    matches.sort(Comparator.comparingInt(Match::distance));
    List<Integer> apart = new ArrayList<>();
    for (Match each : matches) {
      if (apart.stream().noneMatch(at -> Math.abs(at - each.at()) < search.size())) {
        apart.add(each.at());
      }
    }
    return apart;
  }

  private static String stripped(List<String> lines) {
    return lines.stream().map(String::strip).collect(Collectors.joining("\n"));
  }

  /// What the block changes of its own search, carried over to the lines of the file.
  private List<Edit> edits(Block block, int from) {
    UnaryOperator<String> indent = indent(block, from);
    List<Edit> edits = new ArrayList<>();
    for (AbstractDelta<String> delta :
        DiffUtils.diff(stripEnds(block.search()), stripEnds(block.replace())).getDeltas()) {
      int first = from + delta.getSource().getPosition();
      int end = first + delta.getSource().size();
      String old = String.join("", whole.subList(first, end));
      StringBuilder fresh = new StringBuilder();
      for (String line : delta.getTarget().getLines()) {
        fresh.append(indent.apply(line)).append(lineEnd);
      }
      boolean isLastLine = end == whole.size() && !whole.getLast().endsWith("\n");
      if (isLastLine && !fresh.isEmpty()) {
        fresh.setLength(fresh.length() - lineEnd.length());
        if (old.isEmpty()) {
          fresh.insert(0, lineEnd);
        }
      }
      Edit edit = Hunks.trimmed(path, offset(first), old, fresh.toString());
      if (edit.span().length() > 0 || !edit.replacement().isEmpty()) {
        edits.add(edit);
      }
    }
    return edits;
  }

  private static List<String> stripEnds(List<String> lines) {
    return lines.stream().map(String::stripTrailing).toList();
  }

  private int offset(int line) {
    return whole.subList(0, line).stream().mapToInt(String::length).sum();
  }

  /// How the block's indentation differs from the file's, told by its first line that has any.
  private UnaryOperator<String> indent(Block block, int from) {
    int first = 0;
    while (block.search().get(first).isBlank()) {
      first++;
    }
    String answered = Indent.leading(block.search().get(first));
    String stands = Indent.leading(lines.get(from + first));
    boolean isSame = true;
    for (int i = first; i < block.search().size(); i++) {
      String line = block.search().get(i);
      isSame &= line.isBlank() || Indent.leading(line).equals(Indent.leading(lines.get(from + i)));
    }
    List<String> all = new ArrayList<>(block.search());
    all.addAll(block.replace());
    if (isSame) {
      return String::stripTrailing;
    }
    int unit = Indent.unitOf(all);
    return new Indent(answered, unit, stands, stands.startsWith("\t") ? "\t" : " ".repeat(unit))
        ::line;
  }

  /// Shows the lines that resemble the wanted ones most.
  private String nearest(List<String> search) {
    String key = search.stream().filter(line -> !line.isBlank()).findFirst().orElse("").strip();
    int best = -1;
    int fewest = Integer.MAX_VALUE;
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at).strip();
      if (!line.isEmpty()) {
        int distance = Distance.within(key, line, Math.min(fewest, key.length()));
        if (distance < fewest) {
          fewest = distance;
          best = at;
        }
      }
    }
    if (best < 0 || fewest > key.length() / 2) {
      return "No line of it is like the first one of SEARCH.";
    }
    int end = Math.min(lines.size(), best + Math.min(search.size(), MOST_SHOWN_LINES));
    return "Nearest are lines "
        + (best + 1)
        + "-"
        + end
        + ":\n"
        + String.join("\n", lines.subList(best, end));
  }
}
