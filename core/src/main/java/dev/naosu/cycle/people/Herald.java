package dev.naosu.cycle.people;

import dev.naosu.cycle.incident.Card;
import dev.naosu.cycle.incident.Desk;
import dev.naosu.cycle.incident.Incident;
import dev.naosu.cycle.incident.Incidents;
import dev.naosu.cycle.incident.State;
import dev.naosu.cycle.people.Channel.Before;
import dev.naosu.cycle.people.Channel.Delivery;
import dev.naosu.prove.safety.Deed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tells people of incidents and of actions on what runs, and no more than there is to say.
///
/// It compares how incidents stand with what was told, as the store remembers both: nobody needs to
/// tell it anything, a process that was away catches up, and of several processes one tells.
/// - Of an incident a channel hears first when something happens that the channel is for;
///   afterwards one that follows hears of everything, by one message that is kept up to date.
/// - One edit within some seconds: what happened meanwhile is told with the next.
/// - Where many incidents come at once, a few are told singly, the others in one summary each
///   minute. A question is told singly in the end, however long that takes.
/// - What cannot be told is tried again, with pauses that grow.
public final class Herald {
  /// Incidents that are looked at each time.
  private static final int MOST = 200;

  /// What ended longer ago is no news.
  private static final Duration NEWS = Duration.ofHours(1);

  /// Between two messages about one incident.
  static final Duration PAUSE = Duration.ofSeconds(3);

  /// Longer than any channel takes.
  private static final Duration CLAIM = Duration.ofMinutes(3);

  /// Conversations that one channel begins within [#WINDOW].
  static final int MOST_BEGUN = 6;

  static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 10;

  /// Stands for the summary.
  private static final long SUMMARY = 0;

  private final Incidents incidents;
  private final Desk desk;
  private final Dossiers dossiers;
  private final Dispatches dispatches;
  private final String address;
  private final Set<String> settled = ConcurrentHashMap.newKeySet();

  /// @param dossiers what runtime healing has to say
  /// @param address that people open, without a slash at the end
  public Herald(
      Incidents incidents, Desk desk, Dossiers dossiers, Dispatches dispatches, String address) {
    this.incidents = incidents;
    this.desk = desk;
    this.dossiers = dossiers;
    this.dispatches = dispatches;
    this.address = address;
  }

  /// How incidents stand that a channel could have to hear of, by id; and actions that belong to
  /// none.
  public Map<Long, Notice> notices(List<Channel> channels) {
    Map<Long, Incident> found = new TreeMap<>();
    EnumSet<State> open =
        Stream.of(State.values())
            .filter(state -> !state.isFinal())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(State.class)));
    incidents
        .list(Incidents.Filter.ALL, Optional.empty(), MOST)
        .forEach(each -> found.put(each.id(), each));
    incidents
        .list(new Incidents.Filter(open, Optional.empty()), Optional.empty(), MOST)
        .forEach(each -> found.put(each.id(), each));
    Map<Long, Deed> actions = new TreeMap<>();
    dossiers.alone().forEach(each -> actions.put(-each.number(), each));
    for (Channel channel : channels) {
      for (long id : dispatches.unfinished(channel.name(), MOST)) {
        if (id < 0 && !actions.containsKey(id)) {
          dossiers.action(-id).ifPresent(each -> actions.put(id, each));
        } else if (id > 0 && !found.containsKey(id)) {
          incidents.find(id).ifPresent(each -> found.put(id, each));
        }
      }
    }
    Map<Long, Dossier> told = dossiers.byIncident();
    Map<Long, Notice> notices = new TreeMap<>();
    found.forEach(
        (id, each) -> notices.put(id, notice(each, told.getOrDefault(id, Dossier.EMPTY))));
    actions.forEach((id, each) -> notices.put(id, Notice.of(each, dossiers.ask(each), address)));
    return notices;
  }

  private Notice notice(Incident incident, Dossier dossier) {
    Optional<Card> card = desk.card(incident);
    if (card.isPresent() && !settled.contains(card.get().seen()) && desk.settle(card.get())) {
      settled.add(card.get().seen());
    }
    return Notice.of(incident, card, dossier, card.map(desk::approved).orElse(List.of()), address);
  }

  /// Tells one channel what it has not heard.
  ///
  /// @param notices of this moment, by incident
  /// @return what could not be told, one sentence each, without secrets and addresses
  public List<String> tell(Channel channel, Map<Long, Notice> notices, Instant now)
      throws InterruptedException {
    Map<Long, Dispatch> told = told(channel, notices);
    List<Notice> first = new ArrayList<>();
    List<Notice> next = new ArrayList<>();
    for (Notice notice : notices.values()) {
      Dispatch before = before(channel, notice.incident(), told, now);
      if (!now.isBefore(before.due()) && isNews(channel, notice, before, now)) {
        (before.thread().isEmpty() && before.failures() == 0 ? first : next).add(notice);
      }
    }
    for (Notice notice : next) {
      tell(channel, notice, before(channel, notice.incident(), told, now), now);
    }
    begin(channel, first, told, now);
    return problems(channel, notices, now);
  }

  private List<String> problems(Channel channel, Map<Long, Notice> notices, Instant now) {
    return told(channel, notices).values().stream()
        .filter(each -> !each.problem().isEmpty())
        // what is no news any more is not tried again
        .filter(
            each ->
                Optional.ofNullable(notices.get(each.incident()))
                    .map(notice -> isNews(channel, notice, each, now))
                    .orElse(true))
        .map(Dispatch::problem)
        .distinct()
        .map(problem -> channel.name() + ": " + problem)
        .toList();
  }

  private Map<Long, Dispatch> told(Channel channel, Map<Long, Notice> notices) {
    return dispatches.of(
        channel.name(), Stream.concat(notices.keySet().stream(), Stream.of(SUMMARY)).toList());
  }

  private static Dispatch before(
      Channel channel, long incident, Map<Long, Dispatch> told, Instant now) {
    return told.getOrDefault(incident, Dispatch.none(channel.name(), incident, now));
  }

  private static boolean isNews(Channel channel, Notice notice, Dispatch before, Instant now) {
    boolean isFor = channel.tells().contains(notice.occasion());
    if (before.thread().isEmpty()) {
      return isFor
          && !before.key().equals(notice.key())
          && (notice.occasion().isQuestion()
              || notice.changed().isAfter(now.minus(NEWS))
              || before.failures() > 0);
    }
    return channel.follows()
        ? !before.print().equals(notice.print())
        : isFor && !before.key().equals(notice.key());
  }

  /// Begins conversations, as many as people can bear.
  private void begin(Channel channel, List<Notice> first, Map<Long, Dispatch> told, Instant now)
      throws InterruptedException {
    if (first.isEmpty()) {
      return;
    }
    int room = MOST_BEGUN - dispatches.begunSince(channel.name(), now.minus(WINDOW));
    List<Notice> ordered = first.stream().sorted((one, other) -> rank(one) - rank(other)).toList();
    int single = first.size() <= room ? first.size() : Math.max(0, room - 1);
    for (Notice notice : ordered.subList(0, single)) {
      tell(channel, notice, before(channel, notice.incident(), told, now), now);
    }
    List<Notice> rest = ordered.subList(single, ordered.size());
    if (!rest.isEmpty()) {
      summarise(channel, rest, before(channel, SUMMARY, told, now), now);
    }
  }

  private static int rank(Notice notice) {
    return notice.occasion().isQuestion() ? 0 : notice.occasion().wantsSomebody() ? 1 : 2;
  }

  private void tell(Channel channel, Notice notice, Dispatch before, Instant now)
      throws InterruptedException {
    if (!dispatches.claim(channel.name(), notice.incident(), now, now.plus(CLAIM))) {
      // another process tells it
      return;
    }
    Delivery delivery = channel.tell(notice, new Before(before.thread(), before.key()));
    switch (delivery) {
      case Delivery.Done(String thread) -> {
        notice.card().ifPresent(card -> desk.shown(card, channel.name()));
        dispatches.keep(
            new Dispatch(
                channel.name(),
                notice.incident(),
                thread,
                notice.key(),
                notice.print(),
                notice.occasion().isOver(),
                0,
                "",
                now.plus(PAUSE),
                before.thread().isEmpty() ? now : before.begun()));
      }
      case Delivery.NotDone(String why, Duration wait, String thread) ->
          dispatches.keep(failed(before, why, wait, thread, now));
    }
  }

  /// What is summed up needs no message of its own, unless it asks something.
  private void summarise(Channel channel, List<Notice> rest, Dispatch before, Instant now)
      throws InterruptedException {
    if (now.isBefore(before.due())
        || !dispatches.claim(channel.name(), SUMMARY, now, now.plus(CLAIM))) {
      return;
    }
    Delivery delivery = channel.summarise(new Summary(rest, address + "/incidents"));
    switch (delivery) {
      case Delivery.Done _ -> {
        for (Notice notice : rest) {
          if (!notice.occasion().isQuestion()) {
            dispatches.keep(
                new Dispatch(
                    channel.name(),
                    notice.incident(),
                    "",
                    notice.key(),
                    notice.print(),
                    notice.occasion().isOver(),
                    0,
                    "",
                    now.plus(PAUSE),
                    // does not count as a conversation of its own
                    Instant.EPOCH));
          }
        }
        dispatches.keep(
            new Dispatch(
                channel.name(), SUMMARY, "", "", "", true, 0, "", now.plus(WINDOW), Instant.EPOCH));
      }
      case Delivery.NotDone(String why, Duration wait, String _) ->
          dispatches.keep(failed(before, why, wait, "", now));
    }
  }

  private static Dispatch failed(
      Dispatch before, String why, Duration wait, String thread, Instant now) {
    Duration growing = FIRST_PAUSE.multipliedBy(1L << Math.min(before.failures(), MOST_DOUBLINGS));
    Duration pause = growing.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : growing;
    return new Dispatch(
        before.channel(),
        before.incident(),
        thread,
        before.key(),
        before.print(),
        before.over(),
        before.failures() + 1,
        why,
        now.plus(wait.compareTo(pause) > 0 ? wait : pause),
        before.begun());
  }
}
