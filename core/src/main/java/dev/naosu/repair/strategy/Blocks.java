package dev.naosu.repair.strategy;

import dev.naosu.code.JavaSource;
import dev.naosu.diagnose.Suspect;
import dev.naosu.model.Message;
import dev.naosu.model.Quoted;
import dev.naosu.repair.strategy.answer.BlockReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.eclipse.jdt.core.dom.ASTNode;

/// Asks for SEARCH/REPLACE blocks over up to three files, shown around what is suspicious.
///
/// Source: Xia et al., *Agentless: Demystifying LLM-based Software Engineering Agents*, 2024.
final class Blocks implements Form {
  private static final int MOST_FILES = 3;
  private static final int WINDOW = 10;

  /// A file of fewer lines is shown whole.
  private static final int SHORT = 300;

  private static final int LONGEST_EXCERPT = 16_000;

  @Override
  public String name() {
    return "search-replace";
  }

  @Override
  public Optional<Question> about(CaseFile file, Quoted quoted) {
    Map<String, List<Suspect>> byFile = new LinkedHashMap<>();
    for (Suspect suspect : file.suspects()) {
      if (byFile.size() < MOST_FILES || byFile.containsKey(suspect.path())) {
        byFile.computeIfAbsent(suspect.path(), _ -> new ArrayList<>()).add(suspect);
      }
    }
    if (byFile.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, String> excerpts = new LinkedHashMap<>();
    byFile.forEach(
        (path, suspects) -> {
          JavaSource source = file.codebase().outline(path);
          texts.put(path, source.text());
          excerpts.put(path, excerpt(source, suspects));
        });
    String task =
        "The fault is somewhere in these files, most likely in the first one. Repair it. Lines of"
            + " dots stand for lines that are not shown.";
    List<Target> targets = Target.of(file, 1);
    return Optional.of(
        new Question(
            name(),
            List.of(
                Rules.with(Rules.BLOCKS),
                Message.user(new Briefing(file, quoted).about(task, excerpts, LONGEST_EXCERPT))),
            answer -> new BlockReader(texts).read(answer),
            _ -> List.of(),
            file,
            targets.isEmpty() ? simpleName(file) : targets.getFirst().place()));
  }

  private static String simpleName(CaseFile file) {
    String path = file.suspects().getFirst().path();
    return path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.java$", "");
  }

  /// The head of the file, and each suspicious line with its method and some lines around.
  private static String excerpt(JavaSource source, List<Suspect> suspects) {
    List<String> lines = source.text().lines().toList();
    if (lines.size() <= SHORT) {
      return source.text();
    }
    TreeSet<Integer> shown = new TreeSet<>();
    for (Suspect suspect : suspects) {
      int from = Math.max(1, suspect.line() - WINDOW);
      int to = Math.min(lines.size(), suspect.line() + WINDOW);
      IntStream.rangeClosed(from, to).forEach(shown::add);
    }
    for (Object each : source.unit().imports()) {
      shown.add(source.lineOf((ASTNode) each));
    }
    StringBuilder text = new StringBuilder();
    int before = 0;
    for (int line : shown) {
      if (line > before + 1) {
        text.append("...\n");
      }
      text.append(lines.get(line - 1)).append('\n');
      before = line;
    }
    return text.append(before < lines.size() ? "...\n" : "").toString();
  }
}
