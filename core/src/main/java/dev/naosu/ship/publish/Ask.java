package dev.naosu.ship.publish;

import dev.naosu.ship.pull.Proposal;
import dev.naosu.ship.pull.Pull;
import dev.naosu.ship.pull.Reviewers;
import dev.naosu.ship.pull.Suggestion;
import dev.naosu.ship.revert.Undo;

/// What a publisher can be asked for. There is nothing else: no command, no address, no branch of
/// somebody's choice.
public sealed interface Ask {
  /// Name of the service that it is about; empty where it is about none.
  String service();

  /// Whether it is there, and which services it knows.
  record Hello(String service) implements Ask {}

  /// Brings its mirror of a repository up to date, and tells where it is.
  record Refresh(String service) implements Ask {}

  /// Lets a change out.
  record Publish(String service, Parcel parcel) implements Ask {}

  /// Lets the deployed branch go on to one of naosu's.
  record Forward(String service, String branch) implements Ask {}

  /// Pushes a branch that undoes something.
  record Revert(String service, Undo undo, String branch) implements Ask {}

  /// The name that naosu goes by.
  record Self(String service) implements Ask {}

  /// The pull request of a branch.
  record From(String service, String branch) implements Ask {}

  /// Opens one.
  record Open(String service, Proposal proposal) implements Ask {}

  /// Gives one another text.
  record Revise(String service, long number, Proposal proposal) implements Ask {}

  /// Adds the labels that the publisher is configured with.
  record Label(String service, long number) implements Ask {}

  /// Asks people for a review.
  record Invite(String service, long number, Reviewers reviewers) implements Ask {}

  /// What was said to one.
  record Remarks(String service, long number) implements Ask {}

  /// Says something to one.
  record Say(String service, long number, String markdown) implements Ask {}

  /// Whether somebody may write there.
  record MayWrite(String service, String person) implements Ask {}

  /// Merges the pull request of a branch.
  ///
  /// @param head full name of the commit that is known to be its latest
  record Merge(String service, String branch, String head) implements Ask {}

  /// Closes one.
  record Close(String service, long number) implements Ask {}

  /// Who wrote a commit.
  record Author(String service, String commit) implements Ask {}

  /// An open one that brings a commit.
  record Bringing(String service, String commit) implements Ask {}

  /// Says something to some lines of one.
  record Suggest(String service, Pull pull, Suggestion suggestion) implements Ask {}
}
