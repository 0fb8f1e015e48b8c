package dev.naosu.app.serve;

import dev.naosu.app.web.DecisionLinks;
import dev.naosu.cycle.people.Channel;
import dev.naosu.messages.MailChannel;
import dev.naosu.messages.PagerDutyChannel;
import dev.naosu.messages.SlackChannel;
import dev.naosu.messages.WebhookChannel;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The ways to people that the configuration names.
public final class Channels implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Channels.class.getName());

  private final List<Channel> all = new ArrayList<>();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Optional<SlackChannel> slack;

  private Channels(PeopleSection people, DecisionLinks links, InstantSource clock) {
    this.slack = people.slack().map(each -> kept(new SlackChannel(each.settings())));
    people
        .mail()
        .ifPresent(
            each ->
                all.add(
                    new MailChannel(
                        each,
                        (card, recipient) ->
                            people.address()
                                + DecisionLinks.PATH
                                + links.token(card, recipient.name(), recipient.mail()))));
    people.pagerDuty().ifPresent(each -> kept(new PagerDutyChannel(each)));
    people.webhooks().forEach(each -> kept(new WebhookChannel(each, clock)));
  }

  /// @param links that decide, for mail
  public static Channels of(PeopleSection people, DecisionLinks links, InstantSource clock) {
    return new Channels(people, links, clock);
  }

  public List<Channel> all() {
    return List.copyOf(all);
  }

  /// Where people answer too.
  Optional<SlackChannel> slack() {
    return slack;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "a channel did not end well", e);
      }
    }
  }

  /// Each closes in its own way; none of them waits.
  @SuppressWarnings("try")
  private <T extends Channel & AutoCloseable> T kept(T channel) {
    all.add(channel);
    parts.push(channel);
    return channel;
  }
}
