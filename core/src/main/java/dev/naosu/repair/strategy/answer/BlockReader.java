package dev.naosu.repair.strategy.answer;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import dev.naosu.model.Answer;
import dev.naosu.repair.strategy.answer.Reading.Change;
import dev.naosu.repair.strategy.answer.Reading.Reason;
import dev.naosu.repair.strategy.answer.Reading.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads an answer of SEARCH/REPLACE blocks over the files that were offered: all blocks are taken
/// or none, and each only where its text stands exactly once.
///
/// ```
/// src/main/java/shop/Cart.java
/// <<<<<<< SEARCH
/// the lines as they are
/// =======
/// the lines as they shall be
/// >>>>>>> REPLACE
/// ```
public final class BlockReader {
  private static final int MOST_BLOCKS = 20;
  private static final int LONGEST_PATH = 500;

  private static final Pattern SEARCH =
      Pattern.compile("\\s*<{5,9}\\s*(?:SEARCH|ORIGINAL)\\b\\s*(.*)");
  private static final Pattern DIVIDER = Pattern.compile("\\s*={5,9}\\s*");
  private static final Pattern REPLACE = Pattern.compile("\\s*>{5,9}\\s*(?:REPLACE|UPDATED)?\\s*");

  private final Map<String, String> files;

  /// @param files texts of the files that may be changed, by path
  public BlockReader(Map<String, String> files) {
    this.files = new TreeMap<>(files);
  }

  public Reading read(Answer answer) {
    if (answer.end() == Answer.End.FILTERED) {
      return new Refused(Reason.FILTERED, "the provider held the answer back");
    }
    if (!Lexeme.isModest(answer.text())) {
      return new Refused(Reason.BROKEN_SYNTAX, "the answer is too long or nested too deep");
    }
    List<Block> blocks = new ArrayList<>();
    if (!isWhole(answer.text(), blocks)) {
      return new Refused(
          Reason.CUT_OFF, "the answer ends within a SEARCH/REPLACE block; none is applied");
    }
    if (blocks.isEmpty()) {
      return answer.end() == Answer.End.LENGTH
          ? new Refused(Reason.CUT_OFF, "the answer ends before its first SEARCH/REPLACE block")
          : new Refused(Reason.NO_CODE, "the answer holds no SEARCH/REPLACE block");
    }
    if (answer.end() == Answer.End.LENGTH) {
      // nobody knows how many were to follow
      return new Refused(Reason.CUT_OFF, "the answer was cut, so that blocks may be missing");
    }
    if (blocks.size() > MOST_BLOCKS) {
      return new Refused(
          Reason.AMBIGUOUS, "the answer has more than " + MOST_BLOCKS + " SEARCH/REPLACE blocks");
    }
    return apply(blocks);
  }

  private enum Part {
    PROSE,
    SEARCH,
    REPLACE
  }

  /// Collects the blocks; false when the last one has no end.
  private static boolean isWhole(String text, List<Block> blocks) {
    String path = "";
    String spoken = "";
    List<String> search = new ArrayList<>();
    List<String> replace = new ArrayList<>();
    Part part = Part.PROSE;
    for (String line : text.lines().toList()) {
      Matcher begin = SEARCH.matcher(line);
      if (part != Part.PROSE && begin.matches()) {
        return false;
      }
      switch (part) {
        case PROSE -> {
          if (begin.matches()) {
            path = firstNamed(begin.group(1), spoken, path);
            search.clear();
            replace.clear();
            part = Part.SEARCH;
          } else if (!line.isBlank() && !line.strip().startsWith("```")) {
            spoken = line;
          }
        }
        case SEARCH -> {
          if (DIVIDER.matcher(line).matches()) {
            part = Part.REPLACE;
          } else {
            search.add(line);
          }
        }
        case REPLACE -> {
          if (REPLACE.matcher(line).matches()) {
            blocks.add(new Block(path, search, replace));
            spoken = "";
            part = Part.PROSE;
          } else {
            replace.add(line);
          }
        }
      }
    }
    return part == Part.PROSE;
  }

  /// The path on the marker's line, else that on the line before, else that of the block before.
  private static String firstNamed(String onMarker, String before, String last) {
    for (String each : List.of(onMarker, before)) {
      if (each.length() > LONGEST_PATH) {
        continue;
      }
      String path =
          each.strip()
              .replaceFirst(
                  "^(?:[#>*\\-\\d.]+\\s+)?(?i:\\**(?:file|path)(?:name)?\\**\\s*:\\s*)?", "")
              .replaceAll("^[`*\"'#\\s]+|[`*\"':\\s]+$", "");
      if (path.endsWith(".java") && path.indexOf(' ') < 0) {
        return path;
      }
    }
    return last;
  }

  private Reading apply(List<Block> blocks) {
    Map<String, Placing> placings = new LinkedHashMap<>();
    List<Edit> edits = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      String which = "block " + (i + 1) + " of " + blocks.size();
      List<String> paths = paths(block.path());
      if (paths.size() != 1) {
        return new Refused(
            paths.isEmpty() ? Reason.NOT_OFFERED : Reason.AMBIGUOUS,
            which
                + (block.path().isEmpty() ? " names no file" : " is for " + block.path())
                + "; offered are "
                + String.join(", ", files.keySet()));
      }
      String path = paths.getFirst();
      Placing placing =
          placings.computeIfAbsent(path, each -> new Placing(each, files.getOrDefault(each, "")));
      switch (placing.place(block)) {
        case Placing.Placed placed -> edits.addAll(placed.edits());
        case Placing.Refusal refusal -> {
          return new Refused(refusal.reason(), which + " (" + path + "): " + refusal.why());
        }
      }
    }
    if (edits.isEmpty()) {
      return new Refused(Reason.UNCHANGED, "the blocks replace code with itself");
    }
    return new Change(new Patch(edits));
  }

  /// The offered files that a name may mean: itself, or the only one that ends like it.
  private List<String> paths(String name) {
    String path = name.replace('\\', '/').replaceFirst("^(?:\\./|[ab]/(?=src/))", "");
    if (path.isEmpty()) {
      return List.copyOf(files.keySet());
    }
    return files.containsKey(path)
        ? List.of(path)
        : files.keySet().stream().filter(each -> each.endsWith("/" + path)).toList();
  }
}
