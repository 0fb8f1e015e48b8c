package dev.naosu.fuzz;

import dev.naosu.code.JavaModel;
import dev.naosu.diagnose.Suspect;
import dev.naosu.model.Answer;
import dev.naosu.model.Model;
import dev.naosu.model.Prompt;
import dev.naosu.model.Reply;
import dev.naosu.model.Usage;
import dev.naosu.repair.Codebase;
import dev.naosu.repair.strategy.CaseFile;
import java.util.List;
import java.util.Optional;

/// A model that says the same three times, whatever it is asked, and the case it is asked about.
final class Parrot implements Model {
  static final String PATH = "src/main/java/shop/Cart.java";

  static final String CODE =
      """
      package shop;

      import java.util.List;

      class Cart {
        List<Integer> lines;

        /** The mean. */
        @Deprecated
        int average() {
          // all of them
          return sum() / lines.size(); // rounded
        }

        int sum() {
          return lines.stream().mapToInt(Integer::intValue).sum();
        }
      }
      """;

  private final String answer;
  private int left = 3;

  Parrot(String answer) {
    this.answer = answer;
  }

  static CaseFile shop() {
    JavaModel model = new JavaModel(List.of(), List.of(), 25);
    Codebase codebase =
        new Codebase(List.of(PATH), _ -> CODE, path -> model.parse(path, CODE), model::parse);
    Suspect suspect = new Suspect(PATH, 12, "shop.Cart", "average()I", 1, 1, List.of());
    return new CaseFile(
        List.of(suspect), List.of(), codebase, _ -> Optional.empty(), List.of(), List.of());
  }

  @Override
  public String name() {
    return "test/parrot";
  }

  @Override
  public Reply ask(Prompt prompt) {
    return left-- > 0
        ? new Reply.Answered(new Answer(answer, Answer.End.COMPLETE, Usage.NONE))
        : new Reply.OverBudget("three calls");
  }
}
