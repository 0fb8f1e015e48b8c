package dev.naosu.publisher;

import dev.naosu.ship.publish.Ask;
import dev.naosu.ship.publish.Refusal;
import dev.naosu.ship.publish.Reply;
import dev.naosu.ship.pull.Forge;
import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.ForgeTrouble.Kind;
import dev.naosu.ship.pull.Proposal;
import dev.naosu.ship.pull.Pull;
import dev.naosu.ship.pull.Remark;
import dev.naosu.ship.pull.Reviewers;
import dev.naosu.ship.pull.Suggestion;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A forge that only a publisher has a token for.
///
/// @param service whose repository it is
public record RemoteForge(Asking publisher, String service) implements Forge {
  private static final String OTHER = "the publisher answers something else than it was asked";

  @Override
  public String self() throws ForgeTrouble, InterruptedException {
    return words(new Ask.Self(service)).stream()
        .findFirst()
        .orElseThrow(() -> ForgeTrouble.passing(OTHER));
  }

  @Override
  public Optional<Pull> from(String branch) throws ForgeTrouble, InterruptedException {
    return found(new Ask.From(service, branch));
  }

  @Override
  public Pull open(Proposal proposal) throws ForgeTrouble, InterruptedException {
    return found(new Ask.Open(service, proposal))
        .orElseThrow(() -> ForgeTrouble.passing("the forge did not tell what was opened"));
  }

  @Override
  public void revise(long number, Proposal proposal) throws ForgeTrouble, InterruptedException {
    done(new Ask.Revise(service, number, proposal));
  }

  /// With the labels that the publisher is configured with, which are the same.
  @Override
  public void label(long number, List<String> labels) throws ForgeTrouble, InterruptedException {
    done(new Ask.Label(service, number));
  }

  @Override
  public void ask(long number, Reviewers reviewers) throws ForgeTrouble, InterruptedException {
    done(new Ask.Invite(service, number, reviewers));
  }

  @Override
  public List<Remark> remarks(long number) throws ForgeTrouble, InterruptedException {
    return switch (asked(new Ask.Remarks(service, number))) {
      case Reply.Said(List<Remark> remarks) -> remarks;
      case Reply other -> throw trouble(other);
    };
  }

  @Override
  public void say(long number, String markdown) throws ForgeTrouble, InterruptedException {
    done(new Ask.Say(service, number, markdown));
  }

  @Override
  public boolean mayWrite(String person) throws ForgeTrouble, InterruptedException {
    return told(new Ask.MayWrite(service, person));
  }

  @Override
  public Merging merge(Pull pull) throws ForgeTrouble, InterruptedException {
    return switch (asked(new Ask.Merge(service, pull.branch(), pull.head()))) {
      case Reply.Merged(String commit) -> new Merging.Done(commit);
      case Reply.NotYet(String why) -> new Merging.NotYet(why);
      case Reply other -> throw trouble(other);
    };
  }

  @Override
  public void close(long number) throws ForgeTrouble, InterruptedException {
    done(new Ask.Close(service, number));
  }

  @Override
  public Optional<String> author(String commit) throws ForgeTrouble, InterruptedException {
    return words(new Ask.Author(service, commit)).stream().findFirst();
  }

  @Override
  public Optional<Pull> bringing(String commit) throws ForgeTrouble, InterruptedException {
    return found(new Ask.Bringing(service, commit));
  }

  @Override
  public boolean suggest(Pull pull, Suggestion suggestion)
      throws ForgeTrouble, InterruptedException {
    return told(new Ask.Suggest(service, pull, suggestion));
  }

  private List<String> words(Ask ask) throws ForgeTrouble, InterruptedException {
    return switch (asked(ask)) {
      case Reply.Words(List<String> words) -> words;
      case Reply other -> throw trouble(other);
    };
  }

  private Optional<Pull> found(Ask ask) throws ForgeTrouble, InterruptedException {
    return switch (asked(ask)) {
      case Reply.Found(List<Pull> pulls) -> pulls.stream().findFirst();
      case Reply other -> throw trouble(other);
    };
  }

  private boolean told(Ask ask) throws ForgeTrouble, InterruptedException {
    return switch (asked(ask)) {
      case Reply.Told(boolean yes) -> yes;
      case Reply other -> throw trouble(other);
    };
  }

  private void done(Ask ask) throws ForgeTrouble, InterruptedException {
    Reply reply = asked(ask);
    if (!(reply instanceof Reply.Done)) {
      throw trouble(reply);
    }
  }

  private Reply asked(Ask ask) throws ForgeTrouble, InterruptedException {
    try {
      return publisher.ask(ask);
    } catch (IOException e) {
      throw ForgeTrouble.passing(String.valueOf(e.getMessage()));
    }
  }

  private static ForgeTrouble trouble(Reply reply) {
    return switch (reply) {
      case Reply.Troubled(Kind kind, String why, String remedy) ->
          ForgeTrouble.of(kind, why, remedy);
      case Reply.Refused(Refusal refusal) ->
          ForgeTrouble.of(Kind.LASTING, refusal.sentence(), refusal.remedy());
      case Reply.NotTaken(String why, String remedy) -> ForgeTrouble.of(Kind.LASTING, why, remedy);
      case Reply.Away(String why) -> ForgeTrouble.passing(why);
      default -> ForgeTrouble.passing(OTHER);
    };
  }
}
