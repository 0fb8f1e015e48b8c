package dev.naosu.bench.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.naosu.code.Edit;
import dev.naosu.code.JavaSource;
import dev.naosu.code.Patch;
import dev.naosu.code.Span;
import dev.naosu.model.Answer;
import dev.naosu.repair.strategy.answer.Reading;
import dev.naosu.repair.strategy.answer.Reading.Change;
import dev.naosu.repair.strategy.answer.Reading.Reason;
import dev.naosu.repair.strategy.answer.Reading.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A place in a method whose lines were taken out before a model was asked to fill it, as the
/// question shows it: what stands before it and behind it.
///
/// @param before lines of the method above, at least one
/// @param after lines of the method below, at least one
public record Gap(List<String> before, List<String> after) {
  private static final String MARK = "[ INFILL ]";

  /// A hunk has at most so many lines.
  private static final int LONGEST = 60;

  private static final Pattern CODE = Pattern.compile("(?s)```(?:java)?\\s*?\\n(.*?)```");

  public Gap {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /// The last one that the first question of a conversation shows: what stands above are examples.
  static Optional<Gap> of(JsonNode messages) {
    for (JsonNode message : messages) {
      if (!message.path("role").asText().equals("user")) {
        continue;
      }
      Optional<Gap> last = Optional.empty();
      Matcher code = CODE.matcher(message.path("content").asText());
      while (code.find()) {
        Optional<Gap> next = in(code.group(1));
        last = next.isPresent() ? next : last;
      }
      return last;
    }
    return Optional.empty();
  }

  private static Optional<Gap> in(String code) {
    List<String> lines = code.lines().map(String::stripTrailing).toList();
    for (int i = 1; i < lines.size() - 1; i++) {
      if (lines.get(i).contains(MARK)) {
        return Optional.of(new Gap(lines.subList(0, i), lines.subList(i + 1, lines.size())));
      }
    }
    return Optional.empty();
  }

  /// Puts the first code of an answer in its place.
  ///
  /// @return refused as not offered when the method is not in this file, or more than once
  Reading filled(JavaSource source, Answer answer) {
    Optional<Span> place = place(source.text());
    if (place.isEmpty()) {
      return new Refused(Reason.NOT_OFFERED, "the method with the gap is not in the files");
    }
    Matcher code = CODE.matcher(answer.text().replace("\r\n", "\n"));
    if (!code.find()) {
      return answer.end() == Answer.End.LENGTH
          ? new Refused(Reason.CUT_OFF, "the answer ends before its code does")
          : new Refused(Reason.NO_CODE, "the answer holds no code in a fence");
    }
    String end = source.lineEnd();
    String fresh = code.group(1).stripTrailing().replace("\n", end);
    String text = fresh.isBlank() ? "" : fresh + end;
    String old = source.text().substring(place.get().start(), place.get().end());
    return old.strip().equals(fresh.strip())
        ? new Refused(Reason.UNCHANGED, "the answer repeats what was there")
        : new Change(new Patch(List.of(new Edit(source.path(), place.get(), text))));
  }

  /// From the first line of the gap to the first line behind it.
  private Optional<Span> place(String text) {
    List<Integer> starts = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf('\n', at);
      int next = end < 0 ? text.length() : end + 1;
      starts.add(at);
      lines.add(text.substring(at, next).stripTrailing());
      at = next;
    }
    Optional<Span> found = Optional.empty();
    for (int i = 0; i + before.size() <= lines.size(); i++) {
      if (!lines.subList(i, i + before.size()).equals(before)) {
        continue;
      }
      int from = i + before.size();
      for (int to = from; to <= from + LONGEST && to + after.size() <= lines.size(); to++) {
        if (lines.subList(to, to + after.size()).equals(after)) {
          if (found.isPresent()) {
            return Optional.empty();
          }
          found = Optional.of(new Span(starts.get(from), starts.get(to) - starts.get(from)));
          break;
        }
      }
    }
    return found;
  }
}
