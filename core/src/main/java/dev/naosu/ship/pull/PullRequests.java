package dev.naosu.ship.pull;

import dev.naosu.ship.pull.Forge.Merging;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The pull requests of naosu's own branches: each branch has at most one that is open, which is
/// found again by its branch, also after a process ended in the middle.
public final class PullRequests {
  /// Names of branches that naosu makes begin so.
  public static final String BRANCHES = "auto-fix/";

  /// What is answered in one look: whoever asks more often waits for the next.
  private static final int MOST_ANSWERS = 5;

  private static final int MOST_WORDS = 300;

  private static final String REFUSAL =
      "Only people who may write to this repository can tell naosu that.";

  private static final String SHOWN =
      "A commit of this pull request broke something in production. The suggestion above would mend"
          + " it here.";

  private final Forge forge;
  private final List<String> labels;

  public PullRequests(Forge forge, List<String> labels) {
    this.forge = forge;
    this.labels = List.copyOf(labels);
  }

  /// A pull request that is there.
  ///
  /// @param lacking what could not be done to it, with remedies, one sentence each
  public record Offered(Pull pull, List<String> lacking) {
    public Offered {
      lacking = List.copyOf(lacking);
    }
  }

  /// What people want.
  public sealed interface Heard {
    record Nothing() implements Heard {}

    /// @param order never [Order#EXPLAIN], which has been answered
    /// @param text what they wrote, shortened: data
    record Said(Order order, String by, String text) implements Heard {}
  }

  /// Who should look at it, as the forge knows them.
  @FunctionalInterface
  public interface Choice {
    Reviewers of(Forge forge) throws ForgeTrouble, InterruptedException;
  }

  /// Opens the pull request of a branch that has been pushed, or brings the one that is there up to
  /// date. When this very repair was offered and decided about before, that stays.
  ///
  /// @param key of the repair: letters, digits and hyphens
  public Offered offer(Proposal proposal, String key, Choice choice)
      throws ForgeTrouble, InterruptedException {
    Proposal marked = proposal.saying(proposal.body() + "\n" + Mark.offers(key) + "\n");
    Optional<Pull> there = forge.from(proposal.branch());
    boolean isOffered = there.filter(each -> each.body().contains(Mark.offers(key))).isPresent();
    if (there.isPresent() && isOffered && !there.get().isOpen()) {
      return new Offered(there.get(), List.of());
    }
    if (there.isPresent() && there.get().isOpen() && !isOffered) {
      return new Offered(updated(there.get(), marked, key), labelled(there.get()));
    }
    Pull pull = there.filter(Pull::isOpen).isPresent() ? there.get() : forge.open(marked);
    List<String> lacking = new ArrayList<>(labelled(pull));
    lacking.addAll(asked(pull, choice));
    return new Offered(pull, lacking);
  }

  private Pull updated(Pull pull, Proposal proposal, String key)
      throws ForgeTrouble, InterruptedException {
    // said before the text is changed: the text is what tells that this was done
    sayMarked(
        pull,
        "Another repair of the same incident took the place of the one before: the branch, and the"
            + " text above, are new. Reviews of the former one say nothing about it.",
        Mark.offers(key));
    forge.revise(pull.number(), proposal);
    return new Pull(
        pull.number(), pull.url(), pull.standing(), pull.branch(), pull.head(), proposal.body());
  }

  private List<String> labelled(Pull pull) throws ForgeTrouble, InterruptedException {
    return unlessPassing("it has no labels", () -> forge.label(pull.number(), labels));
  }

  private List<String> asked(Pull pull, Choice choice) throws ForgeTrouble, InterruptedException {
    return unlessPassing(
        "nobody was asked for a review",
        () -> {
          Reviewers reviewers = choice.of(forge).fewWithout(forge.self());
          if (!reviewers.isNobody()) {
            forge.ask(pull.number(), reviewers);
          }
        });
  }

  /// A repair is not kept back because somebody could not be asked to look at it.
  private static List<String> unlessPassing(String what, Work work)
      throws ForgeTrouble, InterruptedException {
    try {
      work.run();
      return List.of();
    } catch (ForgeTrouble trouble) {
      if (trouble.isPassing()) {
        throw trouble;
      }
      return List.of(what + ": " + trouble.why() + ". " + trouble.remedy());
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws ForgeTrouble, InterruptedException;
  }

  /// The pull request of a branch.
  public Optional<Pull> from(String branch) throws ForgeTrouble, InterruptedException {
    return forge.from(branch);
  }

  /// Reads what people said since a repair was offered: answers those who ask for an explanation,
  /// and tells what somebody wants who may. Each is answered once; what is wanted is told again
  /// each time, until another repair is offered: so a wish is not lost with the process that heard
  /// it.
  ///
  /// @param key of the repair
  /// @param explanation Markdown
  public Heard listen(Pull pull, String key, Supplier<String> explanation)
      throws ForgeTrouble, InterruptedException {
    List<Remark> remarks = forge.remarks(pull.number());
    List<Remark> own = own(remarks);
    int begin = 0;
    for (int i = 0; i < remarks.size(); i++) {
      if (own.contains(remarks.get(i)) && remarks.get(i).text().contains(Mark.offers(key))) {
        begin = i + 1;
      }
    }
    Heard heard = new Heard.Nothing();
    int answers = 0;
    for (Remark remark : remarks.subList(begin, remarks.size())) {
      Optional<Order> order = own.contains(remark) ? Optional.empty() : Order.of(remark.text());
      if (order.isEmpty()) {
        continue;
      }
      boolean isAnswered = own.stream().anyMatch(each -> Mark.answers(each.text(), remark.id()));
      if (!isAnswered && answers == MOST_ANSWERS) {
        break;
      }
      boolean isTaken = order.get() == Order.EXPLAIN || forge.mayWrite(remark.author());
      if (!isAnswered) {
        answers++;
        forge.say(
            pull.number(),
            (isTaken ? answer(order.get(), explanation) : REFUSAL)
                + "\n"
                + Mark.answers(remark.id()));
      }
      if (isTaken && order.get() != Order.EXPLAIN && !isStop(heard)) {
        heard = new Heard.Said(order.get(), remark.author(), shortened(remark.text()));
      }
    }
    return heard;
  }

  private static boolean isStop(Heard heard) {
    return heard instanceof Heard.Said said && said.order() == Order.STOP;
  }

  private static String answer(Order order, Supplier<String> explanation) {
    return switch (order) {
      case EXPLAIN -> explanation.get();
      case RETRY ->
          "naosu looks for another repair. If it finds one, it takes the place of this one here.";
      case STOP -> "naosu does nothing more about this incident. This pull request is yours.";
    };
  }

  /// What was said last by somebody who is not naosu, shortened; empty when nothing was.
  public String lastWord(Pull pull) throws ForgeTrouble, InterruptedException {
    List<Remark> remarks = forge.remarks(pull.number());
    List<Remark> own = own(remarks);
    return remarks.reversed().stream()
        .filter(each -> !own.contains(each))
        .map(each -> shortened(each.text()))
        .findFirst()
        .orElse("");
  }

  /// Says something that was not said before.
  public void sayOnce(Pull pull, String what, String words)
      throws ForgeTrouble, InterruptedException {
    sayMarked(pull, words, Mark.says(what));
  }

  /// Closes it, and says why.
  public void close(Pull pull, String why) throws ForgeTrouble, InterruptedException {
    sayMarked(pull, why, Mark.says("closed"));
    forge.close(pull.number());
  }

  public Merging merge(Pull pull) throws ForgeTrouble, InterruptedException {
    return forge.merge(pull);
  }

  /// Says to the open pull request that brought a commit what would mend it: to its lines where
  /// they are part of it, else in a few words.
  ///
  /// @param aside what is said instead of a suggestion
  /// @return where it was said; empty when no open pull request brings the commit
  public Optional<Pull> suggest(String commit, Suggestion suggestion, String aside, String key)
      throws ForgeTrouble, InterruptedException {
    Optional<Pull> found = forge.bringing(commit).filter(Pull::isOpen);
    if (found.isEmpty() || found.get().branch().startsWith(BRANCHES)) {
      return Optional.empty();
    }
    Pull pull = found.get();
    String mark = Mark.says("suggestion-" + key);
    boolean isSaid =
        own(forge.remarks(pull.number())).stream().anyMatch(each -> each.text().contains(mark));
    if (isSaid) {
      return found;
    }
    boolean isShown = forge.suggest(pull, suggestion);
    // said in the talk too: that is where it is looked up
    forge.say(pull.number(), (isShown ? SHOWN : aside) + "\n" + mark);
    return found;
  }

  private void sayMarked(Pull pull, String words, String mark)
      throws ForgeTrouble, InterruptedException {
    boolean isSaid =
        own(forge.remarks(pull.number())).stream().anyMatch(each -> each.text().contains(mark));
    if (!isSaid) {
      forge.say(pull.number(), words + "\n" + mark);
    }
  }

  /// What naosu itself said. Its mark tells, for it may have a person's name; and its name, for
  /// anybody can write a mark.
  private List<Remark> own(List<Remark> remarks) throws ForgeTrouble, InterruptedException {
    String self = forge.self();
    return remarks.stream()
        .filter(each -> each.author().equals(self) && Mark.isIn(each.text()))
        .toList();
  }

  private static String shortened(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").strip();
    return line.length() <= MOST_WORDS ? line : line.substring(0, MOST_WORDS - 1) + "…";
  }
}
