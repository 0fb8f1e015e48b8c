package dev.naosu.repair.naturalness;

import dev.naosu.code.Edit;
import dev.naosu.code.Patch;
import java.util.List;

/// How much more or less usual code becomes by a patch, judged by the project's own code.
public final class Naturalness {
  /// Tokens of the project that are learned at most.
  private static final int MOST_TOKENS = 1_500_000;

  /// Tokens of other files below which the project says too little: a file alone, faulty as it is,
  /// finds itself the most usual.
  private static final int LEAST_TOKENS = 20_000;

  /// Share of the patched file's own model: code repeats what is near.
  private static final double OWN = 0.4;

  private final Usage project = new Usage();
  private final Usage own = new Usage();
  private final String text;

  /// @param text of the patched file
  /// @param others texts of other files of the project, those that matter most first
  public Naturalness(String text, Iterable<String> others) {
    this.text = text;
    List<String> tokens = Tokens.of(text);
    own.read(tokens);
    project.read(tokens);
    for (String each : others) {
      if (project.size() > MOST_TOKENS) {
        break;
      }
      project.read(Tokens.of(each));
    }
  }

  /// Bits per token of the changed lines after the patch less those before it: negative when the
  /// patch makes them more usual, 0 when the project is too small to tell.
  public double change(Patch patch) {
    if (project.size() - own.size() < LEAST_TOKENS) {
      return 0;
    }
    int from = Integer.MAX_VALUE;
    int to = 0;
    for (Edit edit : patch.edits()) {
      from = Math.min(from, edit.span().start());
      to = Math.max(to, edit.span().end());
    }
    int start = text.lastIndexOf('\n', from - 1) + 1;
    int newline = text.indexOf('\n', to);
    int end = newline < 0 ? text.length() : newline;
    StringBuilder patched = new StringBuilder();
    int done = start;
    for (Edit edit : patch.edits()) {
      patched.append(text, done, edit.span().start()).append(edit.replacement());
      done = edit.span().end();
    }
    patched.append(text, done, end);
    List<String> before = Tokens.of(text.substring(start, end));
    List<String> after = Tokens.of(patched.toString());
    return before.isEmpty() || after.isEmpty() ? 0 : entropy(after) - entropy(before);
  }

  private double entropy(List<String> tokens) {
    double bits = 0;
    String before = "";
    String last = "";
    for (String token : tokens) {
      double probability =
          OWN * own.probability(before, last, token)
              + (1 - OWN) * project.probability(before, last, token);
      bits -= Math.log(probability) / Math.log(2);
      before = last;
      last = token;
    }
    return bits / tokens.size();
  }
}
