package dev.naosu.ship.pull;

import java.util.List;
import java.util.Optional;

/// One repository at a place where people review changes: GitHub, GitLab, Gitea. Everything that
/// comes from there was written by somebody: data.
///
/// Every method asks over the network. What is asked again after it was cut off does no harm.
public interface Forge {
  /// The name that naosu goes by there.
  String self() throws ForgeTrouble, InterruptedException;

  /// The latest pull request from a branch of the repository itself, however it stands.
  Optional<Pull> from(String branch) throws ForgeTrouble, InterruptedException;

  /// Opens a pull request; when there is an open one from this branch already, that is the answer.
  Pull open(Proposal proposal) throws ForgeTrouble, InterruptedException;

  /// Gives a pull request another title and text.
  void revise(long number, Proposal proposal) throws ForgeTrouble, InterruptedException;

  /// Adds labels, making those that the repository does not have. Other labels stay.
  void label(long number, List<String> labels) throws ForgeTrouble, InterruptedException;

  /// Asks people for a review; those who have been asked already stay so.
  void ask(long number, Reviewers reviewers) throws ForgeTrouble, InterruptedException;

  /// What was said to it, oldest first. Of a very long talk the beginning may be missing.
  List<Remark> remarks(long number) throws ForgeTrouble, InterruptedException;

  /// Says something to it.
  void say(long number, String markdown) throws ForgeTrouble, InterruptedException;

  /// Whether somebody may write to the repository.
  boolean mayWrite(String person) throws ForgeTrouble, InterruptedException;

  /// Merges it, if the rules of the repository and its checks let it, and its head is still the one
  /// that is known.
  Merging merge(Pull pull) throws ForgeTrouble, InterruptedException;

  /// Closes it without merging.
  void close(long number) throws ForgeTrouble, InterruptedException;

  /// The name of who wrote a commit; empty when nobody there is known by it.
  Optional<String> author(String commit) throws ForgeTrouble, InterruptedException;

  /// An open pull request that brings in a commit.
  Optional<Pull> bringing(String commit) throws ForgeTrouble, InterruptedException;

  /// Says something to some of its lines.
  ///
  /// @return false, with nothing said, when these lines are not part of what it changes
  boolean suggest(Pull pull, Suggestion suggestion) throws ForgeTrouble, InterruptedException;

  /// What came of asking to merge.
  sealed interface Merging {
    /// @param commit full name of the commit that brought it in
    record Done(String commit) implements Merging {}

    /// Not now; nothing was changed.
    ///
    /// @param why in one sentence
    record NotYet(String why) implements Merging {}
  }
}
