package dev.naosu.repair.strategy;

import dev.naosu.model.Answer;
import dev.naosu.model.Message;
import dev.naosu.model.Quoted;
import dev.naosu.repair.strategy.answer.Reading;
import dev.naosu.repair.strategy.answer.Reading.Reason;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks for a repair of a weakness that could be attacked: how, with what damage, the secure fix,
/// and what else the fix changes. An answer without that thought is not used.
final class SecureFix implements Form {
  private static final String CONTRACT =
      """
      The fault may be a weakness that somebody can attack. Answer in four parts, each with its \
      heading on a line of its own:

      EXPLOIT: how an attacker reaches the code, with what input. In words, no working attack.
      DAMAGE: what the attacker gains.
      FIX: what must hold instead, then one block fenced by ```java and ``` with the whole repaired \
      method: every line of it. The head stays as it is. Imports that it newly needs go into the \
      block before the method.
      SIDE EFFECTS: what else changes for honest users, or "none".""";

  private static final Pattern PART =
      Pattern.compile("(?m)^[#*\\s]*(EXPLOIT|DAMAGE|FIX|SIDE EFFECTS)\\b[*:]*");

  private static final Pattern NONE =
      Pattern.compile("(?i)\\W*(?:none|no side effects?)\\b.{0,40}");

  @Override
  public String name() {
    return "security";
  }

  @Override
  public Optional<Question> about(CaseFile file, Quoted quoted) {
    List<Target> targets = Target.of(file, WholeMethod.MOST_METHODS);
    if (targets.isEmpty()) {
      return Optional.empty();
    }
    String task = "One of the methods below has a weakness, the first one most likely. Secure it.";
    return Optional.of(
        new Question(
            name(),
            List.of(
                Rules.with(CONTRACT),
                Message.user(new Briefing(file, quoted).about(task, targets))),
            answer -> read(targets, answer),
            SecureFix::sideEffects,
            file,
            targets.getFirst().place()));
  }

  private static Reading read(List<Target> targets, Answer answer) {
    long parts =
        PART.matcher(answer.text()).results().map(each -> each.group(1)).distinct().count();
    return parts < 4
        ? new Reading.Refused(
            Reason.NO_CODE, "the answer does not tell exploit, damage, fix and side effects")
        : WholeMethod.read(targets, answer);
  }

  private static List<String> sideEffects(Answer answer) {
    Matcher parts = PART.matcher(answer.text());
    while (parts.find()) {
      if (parts.group(1).equals("SIDE EFFECTS")) {
        String text = answer.text().substring(parts.end()).strip();
        return text.isEmpty() || NONE.matcher(text).matches()
            ? List.of()
            : List.of("side effects: " + Objections.plain(text));
      }
    }
    return List.of();
  }
}
