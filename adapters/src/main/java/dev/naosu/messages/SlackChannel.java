package dev.naosu.messages;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import com.slack.api.methods.response.chat.ChatUpdateResponse;
import com.slack.api.model.block.LayoutBlock;
import dev.naosu.cycle.people.Channel;
import dev.naosu.cycle.people.Notice;
import dev.naosu.cycle.people.Occasion;
import dev.naosu.cycle.people.Summary;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells in one channel of Slack: one thread for each incident, whose first message is kept up to
/// date, and a line in it for each piece of news.
public final class SlackChannel implements Channel, AutoCloseable {
  /// As it is remembered.
  public static final String NAME = "slack";

  private static final System.Logger LOG = System.getLogger(SlackChannel.class.getName());
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int TOO_MANY = 429;
  private static final Duration USUAL_WAIT = Duration.ofSeconds(30);

  /// What somebody can do about an error.
  private static final Map<String, String> REMEDIES =
      Map.of(
          "not_in_channel", "invite naosu's app to the channel",
          "channel_not_found", "people.slack.channel is the id of the channel, such as C0123456789",
          "invalid_auth", "the bot token is wrong; copy it anew from the page of the app",
          "account_inactive", "the app was removed from the workspace; install it again",
          "token_revoked", "install the app again and take its new token",
          "missing_scope", "give the app the scope chat:write, and install it again",
          "is_archived", "the channel is archived; choose another one");

  private final Slack slack;
  private final MethodsClient methods;
  private final Settings settings;

  /// @param token of the bot
  /// @param channel its id
  /// @param tells what begins a thread
  /// @param api where the Web API is, with a slash at the end
  public record Settings(String token, String channel, Set<Occasion> tells, String api) {
    public static final String API = "https://slack.com/api/";

    public Settings {
      tells = Set.copyOf(tells);
    }

    /// Without the token.
    @Override
    public String toString() {
      return "Slack channel " + channel;
    }
  }

  public SlackChannel(Settings settings) {
    SlackConfig config = new SlackConfig();
    config.setMethodsEndpointUrlPrefix(settings.api());
    config.setHttpClientCallTimeoutMillis(TIMEOUT_MILLIS);
    config.setHttpClientReadTimeoutMillis(TIMEOUT_MILLIS);
    config.setHttpClientWriteTimeoutMillis(TIMEOUT_MILLIS);
    config.setStatsEnabled(false);
    this.slack = Slack.getInstance(config);
    this.methods = slack.methods(settings.token());
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Occasion> tells() {
    return settings.tells();
  }

  @Override
  public boolean follows() {
    return true;
  }

  @Override
  public Delivery tell(Notice notice, Before before) throws InterruptedException {
    if (before.thread().isEmpty()) {
      return asked(before.thread(), () -> post(notice));
    }
    String[] place = before.thread().split(" ", 2);
    Delivery edited = asked(before.thread(), () -> edit(notice, place[0], place[1]));
    if (!(edited instanceof Delivery.Done done) || notice.key().equals(before.key())) {
      return edited;
    }
    if (!done.thread().equals(before.thread())) {
      // the first message was gone and is there again: that is the news
      return edited;
    }
    return asked(before.thread(), () -> reply(notice, place[0], place[1]));
  }

  @Override
  public Delivery summarise(Summary summary) throws InterruptedException {
    return asked(
        "",
        () ->
            posted(
                methods.chatPostMessage(
                    request ->
                        request
                            .channel(settings.channel())
                            .text(SlackText.escaped(summary.verdict()))
                            .blocks(SlackLayout.blocks(summary))
                            .linkNames(false)
                            .unfurlLinks(false)
                            .unfurlMedia(false))));
  }

  @Override
  public Delivery test() throws InterruptedException {
    return asked(
        "",
        () ->
            posted(
                methods.chatPostMessage(
                    request ->
                        request
                            .channel(settings.channel())
                            .text("naosu can write here. Nothing is wrong; this was a test.")
                            .unfurlLinks(false))));
  }

  /// Asks somebody why not.
  ///
  /// @param trigger of the button; Slack forgets it after three seconds
  /// @return what went wrong; empty when it was shown
  public String askWhy(String trigger, SlackPress.Pressed pressed) throws InterruptedException {
    Delivery opened =
        asked(
            "",
            () -> {
              var answer =
                  methods.viewsOpen(
                      request ->
                          request
                              .triggerId(trigger)
                              .view(SlackLayout.why(pressed.about(), pressed.incident())));
              return answer.isOk() ? new Delivery.Done("") : refused(answer, "");
            });
    return opened instanceof Delivery.NotDone no ? no.why() : "";
  }

  /// Says something that only one person sees.
  public void whisper(SlackPress.Place place, String user, String text)
      throws InterruptedException {
    Delivery said =
        asked(
            "",
            () -> {
              var answer =
                  methods.chatPostEphemeral(
                      request -> {
                        request.channel(place.channel()).user(user).text(SlackText.escaped(text));
                        return place.thread().isEmpty()
                            ? request
                            : request.threadTs(place.thread());
                      });
              return answer.isOk() ? new Delivery.Done("") : refused(answer, "");
            });
    if (said instanceof Delivery.NotDone no) {
      LOG.log(System.Logger.Level.WARNING, "somebody in Slack could not be answered: " + no.why());
    }
  }

  @Override
  public void close() {
    try {
      slack.close();
    } catch (Exception e) {
      LOG.log(System.Logger.Level.WARNING, "what spoke to Slack did not end well", e);
    }
  }

  private Delivery post(Notice notice) throws IOException, SlackApiException {
    ChatPostMessageResponse answer = post(notice, SlackLayout.blocks(notice));
    return posted(isTooLong(answer) ? post(notice, SlackLayout.brief(notice)) : answer);
  }

  private ChatPostMessageResponse post(Notice notice, List<LayoutBlock> blocks)
      throws IOException, SlackApiException {
    return methods.chatPostMessage(
        request ->
            request
                .channel(settings.channel())
                .text(SlackLayout.fallback(notice))
                .blocks(blocks)
                .linkNames(false)
                .unfurlLinks(false)
                .unfurlMedia(false));
  }

  /// Nobody can make naosu silent by a very long text.
  private static boolean isTooLong(SlackApiTextResponse answer) {
    return "msg_blocks_too_long".equals(answer.getError())
        || "invalid_blocks".equals(answer.getError());
  }

  private static Delivery posted(ChatPostMessageResponse answer) {
    return answer.isOk()
        ? new Delivery.Done(answer.getChannel() + " " + answer.getTs())
        : refused(answer, "");
  }

  private Delivery edit(Notice notice, String channel, String message)
      throws IOException, SlackApiException {
    ChatUpdateResponse whole = edit(notice, SlackLayout.blocks(notice), channel, message);
    ChatUpdateResponse answer =
        isTooLong(whole) ? edit(notice, SlackLayout.brief(notice), channel, message) : whole;
    if (answer.isOk()) {
      return new Delivery.Done(channel + " " + message);
    }
    return "message_not_found".equals(answer.getError())
        ? post(notice)
        : refused(answer, channel + " " + message);
  }

  private ChatUpdateResponse edit(
      Notice notice, List<LayoutBlock> blocks, String channel, String message)
      throws IOException, SlackApiException {
    return methods.chatUpdate(
        request ->
            request
                .channel(channel)
                .ts(message)
                .text(SlackLayout.fallback(notice))
                .blocks(blocks)
                .linkNames(false));
  }

  private Delivery reply(Notice notice, String channel, String thread)
      throws IOException, SlackApiException {
    var answer =
        methods.chatPostMessage(
            request ->
                request
                    .channel(channel)
                    .threadTs(thread)
                    .text(SlackText.escaped(notice.verdict()))
                    // an edit is seen by nobody who does not look
                    .replyBroadcast(notice.occasion().wantsSomebody())
                    .linkNames(false)
                    .unfurlLinks(false)
                    .unfurlMedia(false));
    return answer.isOk()
        ? new Delivery.Done(channel + " " + thread)
        : refused(answer, channel + " " + thread);
  }

  private static Delivery refused(SlackApiTextResponse answer, String thread) {
    String error = String.valueOf(answer.getError()).replaceAll("[^\\w.-]", "");
    return new Delivery.NotDone(
        "Slack says " + error + remedy(error),
        error.contains("ratelimited") || error.equals("rate_limited") ? USUAL_WAIT : Duration.ZERO,
        thread);
  }

  private static String remedy(String error) {
    String remedy = REMEDIES.get(error);
    return remedy == null ? "" : ": " + remedy;
  }

  /// A question to the Web API.
  @FunctionalInterface
  private interface Question {
    Delivery ask() throws IOException, SlackApiException;
  }

  private static Delivery asked(String thread, Question question) throws InterruptedException {
    try {
      return question.ask();
    } catch (SlackApiException e) {
      int status = e.getResponse().code();
      return status == TOO_MANY
          ? new Delivery.NotDone(
              "Slack wants fewer messages", wait(e.getResponse().header("Retry-After")), thread)
          : new Delivery.NotDone("Slack answered " + status, Duration.ZERO, thread);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("naosu ends");
      }
      LOG.log(System.Logger.Level.DEBUG, "Slack cannot be reached", e);
      return new Delivery.NotDone(
          "Slack cannot be reached (" + e.getClass().getSimpleName() + ")", Duration.ZERO, thread);
    }
  }

  private static Duration wait(@Nullable String seconds) {
    return seconds != null && seconds.matches("[0-9]{1,6}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : USUAL_WAIT;
  }
}
