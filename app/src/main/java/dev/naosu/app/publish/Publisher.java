package dev.naosu.app.publish;

import dev.naosu.forge.ForgeAccess;
import dev.naosu.git.ServiceRepository;
import dev.naosu.ship.CommitMessage;
import dev.naosu.ship.Delivery.Delivered;
import dev.naosu.ship.publish.Ask;
import dev.naosu.ship.publish.Inspection;
import dev.naosu.ship.publish.Parcel;
import dev.naosu.ship.publish.Publishing;
import dev.naosu.ship.publish.Refusal;
import dev.naosu.ship.publish.Refusal.Rule;
import dev.naosu.ship.publish.Reply;
import dev.naosu.ship.pull.Forge;
import dev.naosu.ship.pull.Forge.Merging;
import dev.naosu.ship.pull.ForgeTrouble;
import dev.naosu.ship.pull.Proposal;
import dev.naosu.ship.pull.Pull;
import dev.naosu.ship.pull.PullRequests;
import dev.naosu.ship.pull.Reviewers;
import dev.naosu.ship.pull.Suggestion;
import dev.naosu.ship.revert.Undo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Holds the right to push and to speak on forges, and reads nothing of strangers to decide by. It
/// is asked by a process that does; so it looks at everything again, and writes down what it lets
/// out.
public final class Publisher {
  private static final int MOST_REVIEWERS = 2;
  private static final int LONGEST_FACT = 300;

  private final Map<String, Desk> desks;
  private final Set<String> tokens;
  private final Book book;

  private Publisher(Map<String, Desk> desks, Set<String> tokens, Book book) {
    this.desks = Map.copyOf(desks);
    this.tokens = Set.copyOf(tokens);
    this.book = book;
  }

  /// @param data where the book is kept
  /// @param tokens that no text may hold
  Publisher(List<Place> places, Set<String> tokens, Path data, InstantSource clock) {
    this(desks(places), tokens, new Book(data.resolve("published.jsonl"), clock));
  }

  /// One repository that may be pushed to.
  ///
  /// @param service as it is configured
  /// @param mirror that whoever asks may read
  record Place(
      PublisherConfig.Service service,
      ServiceRepository repository,
      Publishing way,
      Path mirror,
      Optional<Forge> forge) {}

  /// A place, and what was told of its pull requests by this process.
  ///
  /// @param ours numbers of those that come from naosu's branches
  /// @param known numbers of those that something may be said to
  private record Desk(Place place, Set<Long> ours, Set<Long> known, ReentrantLock turn) {
    Desk(Place place) {
      this(
          place, ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet(), new ReentrantLock());
    }

    String name() {
      return place.service().name();
    }

    boolean merges() {
      return place.service().forge().filter(ForgeSection::merges).isPresent();
    }

    Pull seen(Pull pull) {
      if (pull.branch().startsWith(PullRequests.BRANCHES)) {
        ours.add(pull.number());
      }
      known.add(pull.number());
      return pull;
    }
  }

  private static Map<String, Desk> desks(List<Place> places) {
    Map<String, Desk> desks = new HashMap<>();
    places.forEach(each -> desks.put(each.service().name(), new Desk(each)));
    return desks;
  }

  /// Reads the tokens, and nothing else that is secret.
  ///
  /// @throws IOException with everything that is wrong with them
  public static Publisher open(
      PublisherConfig config, Map<String, String> environment, InstantSource clock)
      throws IOException {
    List<String> problems = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    Set<String> tokens = new HashSet<>();
    for (PublisherConfig.Service each : config.services()) {
      try {
        Optional<ForgeAccess> access = access(each, environment);
        access.ifPresent(known -> tokens.add(known.token()));
        ServiceRepository repository =
            ServiceRepository.shown(
                each.repository(),
                each.branch(),
                config.mirror(each.name()),
                access.map(known -> known.gitEnvironment(each.repository())).orElse(Map.of()));
        places.add(
            new Place(
                each,
                repository,
                new RepositoryPublishing(repository, each.directory()),
                config.mirror(each.name()),
                access.map(known -> known.open(clock))));
      } catch (IOException e) {
        problems.add(each.name() + ": " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new IOException(String.join("\n  ", problems));
    }
    Files.createDirectories(config.data());
    return new Publisher(places, tokens, config.data(), clock);
  }

  private static Optional<ForgeAccess> access(
      PublisherConfig.Service service, Map<String, String> environment) throws IOException {
    Optional<ForgeSection> forge = service.forge();
    if (forge.flatMap(ForgeSection::address).isEmpty()) {
      return Optional.empty();
    }
    String token = forge.flatMap(ForgeSection::token).orElseThrow().token(environment);
    return forge.flatMap(ForgeSection::address).map(address -> address.with(token));
  }

  /// What was refused is told to whoever asked, and noted.
  private static final class Stopped extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    Stopped(Refusal refusal) {
      super(refusal.sentence());
      this.refusal = refusal;
    }

    Stopped(Rule rule, String why, String remedy) {
      this(new Refusal(rule, why, remedy));
    }
  }

  /// Answers one question.
  public Reply answer(Ask ask) throws InterruptedException {
    if (ask instanceof Ask.Hello) {
      return new Reply.Words(List.copyOf(new TreeSet<>(desks.keySet())));
    }
    Desk desk = desks.get(ask.service());
    if (desk == null) {
      return new Reply.Refused(
          new Refusal(
              Rule.UNKNOWN,
              "the service " + fact(ask.service()),
              "Name it in the publisher's file, as the server's file names it"));
    }
    try {
      return answered(desk, ask);
    } catch (Stopped stopped) {
      return new Reply.Refused(stopped.refusal);
    } catch (ForgeTrouble trouble) {
      return new Reply.Troubled(trouble.kind(), trouble.why(), trouble.remedy());
    } catch (IOException e) {
      return new Reply.Away(String.valueOf(e.getMessage()));
    }
  }

  private Reply answered(Desk desk, Ask ask)
      throws Stopped, ForgeTrouble, IOException, InterruptedException {
    return switch (ask) {
      case Ask.Hello _ -> new Reply.Done();
      case Ask.Refresh _ -> refreshed(desk);
      case Ask.Publish(String _, Parcel parcel) ->
          noted(desk, "publish", facts(parcel), () -> published(desk, parcel));
      case Ask.Forward(String _, String branch) ->
          noted(desk, "forward", Map.of("branch", branch), () -> forwarded(desk, branch));
      case Ask.Revert(String _, Undo undo, String branch) ->
          noted(
              desk,
              "revert",
              Map.of("branch", branch, "commit", undo.last()),
              () -> undone(desk, undo, branch));
      case Ask.Self _ -> new Reply.Words(List.of(forge(desk).self()));
      case Ask.From(String _, String branch) -> {
        pass(Inspection.proposedBranch(branch));
        yield found(desk, forge(desk).from(branch));
      }
      case Ask.Open(String _, Proposal proposal) ->
          noted(
              desk,
              "open",
              Map.of("branch", proposal.branch()),
              () -> found(desk, Optional.of(forge(desk).open(cleared(desk, proposal)))));
      case Ask.Revise(String _, long number, Proposal proposal) -> {
        own(desk, number);
        forge(desk).revise(number, cleared(desk, proposal));
        yield new Reply.Done();
      }
      case Ask.Label(String _, long number) -> {
        own(desk, number);
        forge(desk).label(number, desk.place().service().forge().orElseThrow().labels());
        yield new Reply.Done();
      }
      case Ask.Invite(String _, long number, Reviewers reviewers) -> {
        own(desk, number);
        forge(desk).ask(number, few(reviewers));
        yield new Reply.Done();
      }
      case Ask.Remarks(String _, long number) -> {
        known(desk, number);
        yield new Reply.Said(forge(desk).remarks(number));
      }
      case Ask.Say(String _, long number, String markdown) -> {
        known(desk, number);
        forge(desk).say(number, cleared(markdown));
        yield new Reply.Done();
      }
      case Ask.MayWrite(String _, String person) -> new Reply.Told(forge(desk).mayWrite(person));
      case Ask.Merge(String _, String branch, String head) ->
          noted(
              desk,
              "merge",
              Map.of("branch", branch, "commit", head),
              () -> merged(desk, branch, head));
      case Ask.Close(String _, long number) -> {
        own(desk, number);
        yield noted(
            desk,
            "close",
            Map.of("number", Long.toString(number)),
            () -> {
              forge(desk).close(number);
              return new Reply.Done();
            });
      }
      case Ask.Author(String _, String commit) ->
          new Reply.Words(forge(desk).author(commit).stream().toList());
      case Ask.Bringing(String _, String commit) -> found(desk, forge(desk).bringing(commit));
      case Ask.Suggest(String _, Pull pull, Suggestion suggestion) -> {
        known(desk, pull.number());
        yield new Reply.Told(forge(desk).suggest(pull, cleared(suggestion)));
      }
    };
  }

  private static Reply refreshed(Desk desk) throws IOException, InterruptedException {
    desk.place().repository().refresh();
    return new Reply.Words(List.of(desk.place().mirror().toString()));
  }

  private Reply published(Desk desk, Parcel parcel)
      throws Stopped, IOException, InterruptedException {
    if (desk.place().service().forge().filter(each -> !each.pushes()).isPresent()) {
      throw new Stopped(
          Rule.POLICY, "nothing is pushed for " + desk.name(), "Take push: false out of its forge");
    }
    pass(Inspection.of(parcel));
    for (String each : parcel.change().after().values()) {
      free(each);
    }
    Parcel clean =
        new Parcel(
            parcel.kind(),
            parcel.base(),
            parcel.branch(),
            parcel.change(),
            cleared(parcel.message()),
            parcel.proof());
    return delivered(desk.place().way().publish(clean));
  }

  private Reply forwarded(Desk desk, String branch)
      throws Stopped, IOException, InterruptedException {
    pass(Inspection.repairBranch(branch));
    if (!desk.place().service().merge()) {
      throw new Stopped(
          Rule.POLICY,
          "the deployed branch of " + desk.name() + " is moved by people",
          "Say merge: true of the service where naosu shall move it");
    }
    untouched(desk, branch);
    return new Reply.Told(desk.place().way().forward(branch));
  }

  private Reply undone(Desk desk, Undo undo, String branch)
      throws Stopped, IOException, InterruptedException {
    pass(Inspection.of(undo, branch));
    free(undo.why());
    return delivered(
        desk.place()
            .way()
            .undo(
                new Undo(undo.first(), undo.last(), undo.head(), Inspection.cleaned(undo.why())),
                branch));
  }

  private Reply merged(Desk desk, String branch, String head)
      throws Stopped, ForgeTrouble, IOException, InterruptedException {
    pass(Inspection.proposedBranch(branch));
    if (!desk.merges()) {
      throw new Stopped(
          Rule.POLICY,
          "people merge what is offered for " + desk.name(),
          "Say merge: naosu in its forge where naosu shall do it");
    }
    untouched(desk, branch);
    Optional<Pull> there = forge(desk).from(branch).filter(Pull::isOpen);
    if (there.isEmpty()
        || !there.get().head().equals(head)
        || desk.place().repository().tip(branch).filter(head::equals).isEmpty()) {
      return new Reply.NotYet("the branch is not where it was looked at");
    }
    return switch (forge(desk).merge(there.get())) {
      case Merging.Done(String commit) -> new Reply.Merged(commit);
      case Merging.NotYet(String why) -> new Reply.NotYet(why);
    };
  }

  /// What goes into the deployed branch is what naosu pushed and nothing else.
  private static void untouched(Desk desk, String branch)
      throws Stopped, IOException, InterruptedException {
    desk.place().repository().refresh();
    if (!desk.place().repository().isUntouched(branch)) {
      throw new Stopped(
          Rule.POLICY,
          "the branch " + fact(branch) + " holds what naosu has not pushed, or is not there",
          "Merge it yourself");
    }
  }

  private static Reply delivered(Delivered delivered) {
    return switch (delivered) {
      case Delivered.Committed(String branch, String commit) -> new Reply.Pushed(branch, commit);
      case Delivered.Refused(String why, String remedy) -> new Reply.NotTaken(why, remedy);
      case Delivered.Applied _ ->
          throw new IllegalStateException("a branch was asked for, not changed files");
    };
  }

  private static Reply found(Desk desk, Optional<Pull> pull) {
    return new Reply.Found(pull.map(desk::seen).stream().toList());
  }

  private static Forge forge(Desk desk) throws Stopped {
    return desk.place()
        .forge()
        .orElseThrow(
            () ->
                new Stopped(
                    Rule.UNKNOWN,
                    "a forge of " + desk.name(),
                    "Give the service a forge in the publisher's file"));
  }

  /// Numbers are told by asking for a branch; after a restart that has to be done again.
  private static void own(Desk desk, long number) throws ForgeTrouble {
    if (!desk.ours().contains(number)) {
      throw ForgeTrouble.passing("pull request " + number + " was not looked up since the start");
    }
  }

  private static void known(Desk desk, long number) throws ForgeTrouble {
    if (!desk.known().contains(number)) {
      throw ForgeTrouble.passing("pull request " + number + " was not looked up since the start");
    }
  }

  private Proposal cleared(Desk desk, Proposal proposal) throws Stopped {
    pass(Inspection.proposedBranch(proposal.branch()));
    if (!proposal.base().equals(desk.place().service().branch())) {
      throw new Stopped(
          Rule.POLICY,
          "it should go into " + fact(proposal.base()),
          "Name the same branch in the publisher's file and in the server's");
    }
    free(proposal.title());
    return new Proposal(
        proposal.branch(),
        proposal.base(),
        Inspection.cleaned(proposal.title()),
        cleared(proposal.body()));
  }

  private Suggestion cleared(Suggestion suggestion) throws Stopped {
    for (String each : suggestion.lines()) {
      free(each);
    }
    return new Suggestion(
        suggestion.path(),
        suggestion.first(),
        suggestion.last(),
        suggestion.lines(),
        cleared(suggestion.words()));
  }

  private CommitMessage cleared(CommitMessage message) throws Stopped {
    free(message.text());
    String subject = Inspection.cleaned(message.subject());
    if (subject.length() > message.subject().length()) {
      throw new Stopped(
          Rule.SECRET, "the first line of its commit looks like a secret", "Commit it yourself");
    }
    return new CommitMessage(subject, Inspection.cleaned(message.body()));
  }

  private String cleared(String markdown) throws Stopped {
    free(markdown);
    String clean = Inspection.cleaned(markdown);
    pass(Inspection.text(clean));
    return clean;
  }

  /// Of its own tokens: whoever asks does not know them, and a text that holds one was made to
  /// carry it away.
  private void free(String text) throws Stopped {
    if (tokens.stream().anyMatch(text::contains)) {
      throw new Stopped(
          Rule.SECRET, "a token of the publisher's", "Give out another token at once");
    }
  }

  private static Reviewers few(Reviewers reviewers) throws Stopped {
    boolean isPlain =
        Stream.concat(reviewers.people().stream(), reviewers.teams().stream())
            .allMatch(each -> each.matches("[\\w.+@-]{1,100}"));
    if (!isPlain || reviewers.people().size() + reviewers.teams().size() > MOST_REVIEWERS) {
      throw new Stopped(
          Rule.SIZE, "more than two are asked, or nobody has such a name", "Ask them yourself");
    }
    return reviewers;
  }

  private static void pass(Optional<Refusal> refusal) throws Stopped {
    if (refusal.isPresent()) {
      throw new Stopped(refusal.get());
    }
  }

  @FunctionalInterface
  private interface Work {
    Reply done() throws Stopped, ForgeTrouble, IOException, InterruptedException;
  }

  /// One at a time for each repository, with a line before and one after.
  private Reply noted(Desk desk, String what, Map<String, String> facts, Work work)
      throws ForgeTrouble, IOException, InterruptedException {
    Map<String, String> noted = new HashMap<>();
    facts.forEach((name, value) -> noted.put(name, fact(value)));
    desk.turn().lockInterruptibly();
    try {
      book.note(desk.name(), what, noted);
      Reply reply;
      try {
        reply = work.done();
      } catch (Stopped stopped) {
        reply = new Reply.Refused(stopped.refusal);
      }
      noted.put("answer", fact(reply.toString()));
      book.note(desk.name(), what, noted);
      return reply;
    } finally {
      desk.turn().unlock();
    }
  }

  private static Map<String, String> facts(Parcel parcel) {
    return Map.of(
        "branch",
        parcel.branch(),
        "base",
        parcel.base(),
        "digest",
        parcel.proof().digest(),
        "proof",
        String.join(" ", parcel.proof().sentences()));
  }

  /// It may be anything.
  private static String fact(String text) {
    String line = Inspection.cleaned(text).replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ");
    return line.length() <= LONGEST_FACT ? line : line.substring(0, LONGEST_FACT) + "…";
  }
}
