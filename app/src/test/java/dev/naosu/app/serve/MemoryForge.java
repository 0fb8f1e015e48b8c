package dev.naosu.app.serve;

import dev.naosu.ship.pull.Forge;
import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.Proposal;
import dev.naosu.ship.pull.Pull;
import dev.naosu.ship.pull.Pull.Standing;
import dev.naosu.ship.pull.Remark;
import dev.naosu.ship.pull.Reviewers;
import dev.naosu.ship.pull.Suggestion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A forge without a network; heads of branches are those of a real repository.
final class MemoryForge implements Forge {
  final List<Pull> pulls = new ArrayList<>();
  final List<Proposal> proposals = new ArrayList<>();
  final List<Remark> remarks = new ArrayList<>();
  final List<Reviewers> asked = new ArrayList<>();
  final List<Suggestion> suggestions = new ArrayList<>();
  final Map<String, String> authors = new HashMap<>();

  /// Told instead of doing something, once each.
  final Deque<ForgeTrouble> troubles = new ArrayDeque<>();

  private final UnaryOperator<String> heads;

  /// @param heads the commit that a branch ends at
  MemoryForge(UnaryOperator<String> heads) {
    this.heads = heads;
  }

  void say(String author, String text) {
    remarks.add(new Remark(String.valueOf(remarks.size()), author, text));
  }

  void decide(Standing standing) {
    Pull last = pulls.removeLast();
    pulls.add(
        new Pull(last.number(), last.url(), standing, last.branch(), last.head(), last.body()));
  }

  private void trouble() throws ForgeTrouble {
    if (!troubles.isEmpty()) {
      throw troubles.pop();
    }
  }

  @Override
  public String self() {
    return "naosu";
  }

  @Override
  public Optional<Pull> from(String branch) throws ForgeTrouble {
    trouble();
    return pulls.reversed().stream()
        .filter(each -> each.branch().equals(branch))
        .findFirst()
        .map(
            each ->
                new Pull(
                    each.number(),
                    each.url(),
                    each.standing(),
                    branch,
                    heads.apply(branch),
                    each.body()));
  }

  @Override
  public Pull open(Proposal proposal) {
    proposals.add(proposal);
    Pull pull =
        new Pull(
            pulls.size() + 1L,
            "https://forge.example/pulls/" + (pulls.size() + 1),
            new Standing.Open(),
            proposal.branch(),
            heads.apply(proposal.branch()),
            proposal.body());
    pulls.add(pull);
    return pull;
  }

  @Override
  public void revise(long number, Proposal proposal) {
    proposals.add(proposal);
    Pull last = pulls.removeLast();
    pulls.add(
        new Pull(number, last.url(), last.standing(), last.branch(), last.head(), proposal.body()));
  }

  @Override
  public void label(long number, List<String> labels) {}

  @Override
  public void ask(long number, Reviewers reviewers) {
    asked.add(reviewers);
  }

  @Override
  public List<Remark> remarks(long number) {
    return List.copyOf(remarks);
  }

  @Override
  public void say(long number, String markdown) {
    say("naosu", markdown);
  }

  @Override
  public boolean mayWrite(String person) {
    return person.equals("ada");
  }

  @Override
  public Merging merge(Pull pull) {
    decide(new Standing.Merged(pull.head()));
    return new Merging.Done(pull.head());
  }

  @Override
  public void close(long number) {
    decide(new Standing.Closed("naosu"));
  }

  @Override
  public Optional<String> author(String commit) {
    return Optional.ofNullable(authors.get(commit));
  }

  @Override
  public Optional<Pull> bringing(String commit) {
    return authors.containsKey(commit)
        ? Optional.of(
            new Pull(99, "https://forge.example/99", new Standing.Open(), "faster", commit, ""))
        : Optional.empty();
  }

  @Override
  public boolean suggest(Pull pull, Suggestion suggestion) {
    suggestions.add(suggestion);
    return true;
  }
}
