package dev.naosu.gateway;

import dev.naosu.gateway.Lineup.Lane;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One request on its way through the gateway and its answer on its way back. Nothing is held but
/// what one side is too slow for. Belongs to one thread.
///
/// A request is sent a second time only when the service cannot have seen it: no connection came
/// about; or when seeing it twice does no harm and there is nothing to send but its head: the
/// connection was closed before a word of an answer was passed on.
final class Passage {
  private static final int MOST_CONNECTIONS_TRIED = 3;
  private static final Set<HttpMethod> MAY_BE_REPEATED =
      Set.of(
          HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);
  private static final Set<HttpMethod> REFUSED = Set.of(HttpMethod.CONNECT, HttpMethod.TRACE);
  private static final int SERVER_ERROR = 500;
  private static final long ANSWERED_NOTHING = 0;

  private final Doorway door;
  private final HttpServerRequest asked;
  private final HttpServerResponse answer;
  private final long began = System.nanoTime();
  private final @Nullable Taking taking;
  private final boolean webSocket;
  private final boolean hasBody;
  private final List<Instance> tried = new ArrayList<>(0);
  private final List<Lane> lanesTried = new ArrayList<>(0);

  private @Nullable Lane lane;
  private @Nullable Instance instance;
  private @Nullable HttpClientRequest sent;
  private @Nullable HttpClientResponse answered;
  private @Nullable NetSocket tunnel;
  private long laneBegan = began;
  private long instanceBegan = began;
  private long headCame = ANSWERED_NOTHING;
  private long moved = began;
  private boolean repeated;
  private boolean askedEnded;
  private boolean bodyBegan;
  private boolean clientIsSlow;
  private boolean counted;
  private boolean over;

  Passage(Doorway door, HttpServerRequest asked) {
    this.door = door;
    this.asked = asked;
    this.answer = asked.response();
    this.taking = door.captures().begin(began);
    this.webSocket = HeaderRules.isWebSocket(asked);
    this.hasBody = !webSocket && mayHaveBody(asked);
    this.askedEnded = !hasBody;
  }

  /// Of HTTP/2, a body without a length shows only when it comes.
  private static boolean mayHaveBody(HttpServerRequest asked) {
    String length = asked.headers().get(HttpHeaders.CONTENT_LENGTH);
    if (length != null) {
      return !length.equals("0");
    }
    return asked.version() == HttpVersion.HTTP_2
        || asked.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  void begin() {
    Optional<String> problem = HeaderRules.problem(asked);
    if (problem.isPresent()) {
      // where this request ends is not certain, so nothing after it is read
      answer.endHandler(_ -> asked.connection().close());
      refuse(400, "invalid", problem.get());
      return;
    }
    if (REFUSED.contains(asked.method())) {
      refuse(405, "method", asked.method() + " is not passed on");
      return;
    }
    if (hasBody) {
      asked.pause();
    }
    answer.exceptionHandler(_ -> gone());
    answer.closeHandler(_ -> gone());
    Optional<String> named = door.picker().asked(asked);
    if (enterLane(named)) {
      door.enter(this);
      connect();
    }
  }

  /// Chooses a version. Whoever changes the routing and then sees that nothing is under way can be
  /// sure of it: a request that chose by the old routing has counted itself before, or chooses
  /// anew.
  private boolean enterLane(Optional<String> named) {
    while (true) {
      Lineup lineup = door.board().lineup();
      if (lineup == null) {
        refuse(503, "nobody", "nobody serves " + door.service() + " yet");
        return false;
      }
      Lane chosen =
          named.isEmpty() ? lineup.at(door.picker().point(asked)) : lineup.lanes().get(named.get());
      if (chosen == null || chosen.instances().isEmpty()) {
        refuse(404, "version", "no such version of " + door.service() + " is served here");
        return false;
      }
      chosen.tally().begin();
      if (door.board().lineup() == lineup) {
        lane = chosen;
        return true;
      }
      chosen.tally().leave();
    }
  }

  private void connect() {
    Lane here = lane;
    if (here == null) {
      return;
    }
    Optional<Instance> chosen = enterInstance(here);
    if (chosen.isEmpty()) {
      nobodyTakesIt();
      return;
    }
    Instance next = chosen.get();
    instance = next;
    RequestOptions options =
        new RequestOptions()
            .setServer(next.address())
            .setSsl(next.isTls())
            .setMethod(asked.method())
            .setURI(target());
    door.client().request(options).onComplete(this::connected);
  }

  /// Chooses an instance in the same way as [#enterLane] a version: whoever takes one out of the
  /// routing and then sees that nothing is under way there can end it.
  private Optional<Instance> enterInstance(Lane here) {
    while (tried.size() < MOST_CONNECTIONS_TRIED) {
      Lineup lineup = door.board().lineup();
      Lane now = lineup == null ? null : lineup.lanes().get(here.version().name());
      Optional<Instance> chosen =
          (now == null || now.instances().isEmpty() ? here : now)
              .choose(System.nanoTime(), door.nextTurn(), tried);
      if (chosen.isEmpty()) {
        return chosen;
      }
      chosen.get().tally().begin();
      if (door.board().lineup() == lineup) {
        instanceBegan = System.nanoTime();
        return chosen;
      }
      chosen.get().tally().leave();
    }
    return Optional.empty();
  }

  /// In the form that servers want, also when the client wrote the whole address.
  private String target() {
    String uri = asked.uri();
    if (uri.startsWith("/") || uri.equals("*")) {
      return uri;
    }
    int scheme = uri.indexOf("://");
    int slash = scheme < 0 ? -1 : uri.indexOf('/', scheme + 3);
    return slash < 0 ? "/" : uri.substring(slash);
  }

  private void connected(AsyncResult<HttpClientRequest> result) {
    if (over) {
      if (result.succeeded()) {
        result.result().reset();
      }
      return;
    }
    if (result.failed()) {
      leaveInstance(Instance::failed);
      connect();
      return;
    }
    HttpClientRequest request = result.result();
    sent = request;
    moved = System.nanoTime();
    door.rules().request(asked, request.headers());
    request.response().onComplete(this::head);
    if (webSocket) {
      request
          .putHeader(HttpHeaders.CONNECTION, "Upgrade")
          .putHeader(HttpHeaders.UPGRADE, "websocket");
      request.exceptionHandler(_ -> {});
      request.connect();
    } else {
      request.exceptionHandler(_ -> {});
      if (hasBody) {
        sendBody(request);
      } else {
        request.end();
      }
    }
  }

  private void sendBody(HttpClientRequest request) {
    boolean hasLength = asked.headers().contains(HttpHeaders.CONTENT_LENGTH);
    if (asked.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
      request.setChunked(true);
      request.sendHead();
    }
    asked.exceptionHandler(_ -> gone());
    asked.handler(
        buffer -> {
          if (over || buffer.length() == 0) {
            return;
          }
          moved = System.nanoTime();
          if (!bodyBegan && !hasLength && !request.isChunked()) {
            request.setChunked(true);
          }
          bodyBegan = true;
          if (taking != null) {
            taking.ofRequest(buffer);
          }
          request.write(buffer);
          if (request.writeQueueFull()) {
            asked.pause();
            request.drainHandler(
                _ -> {
                  moved = System.nanoTime();
                  asked.resume();
                });
          }
        });
    asked.endHandler(
        _ -> {
          askedEnded = true;
          moved = System.nanoTime();
          if (!over) {
            request.end();
          }
        });
    asked.resume();
  }

  private void head(AsyncResult<HttpClientResponse> result) {
    if (over) {
      return;
    }
    if (result.failed()) {
      closedUnanswered();
      return;
    }
    HttpClientResponse response = result.result();
    answered = response;
    headCame = System.nanoTime();
    moved = headCame;
    if (instance != null) {
      instance.answered();
    }
    answer.setStatusCode(response.statusCode());
    if (response.statusMessage() != null && asked.version() != HttpVersion.HTTP_2) {
      answer.setStatusMessage(response.statusMessage());
    }
    HeaderRules.answer(response.headers(), answer.headers());
    if (door.tellsVersion() && lane != null) {
      answer.putHeader(HeaderRules.VERSION, lane.version().name());
    }
    if (webSocket && response.statusCode() == 101) {
      openTunnel(response);
    } else {
      if ((door.isEnding() || HeaderRules.asksToClose(asked))
          && asked.version() != HttpVersion.HTTP_2) {
        answer.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      }
      receiveBody(response);
    }
  }

  private void receiveBody(HttpClientResponse response) {
    long length = length(response.headers());
    boolean chunked = length < 0 && asked.version() == HttpVersion.HTTP_1_1 && hasAnswerBody();
    if (chunked) {
      answer.setChunked(true);
    }
    long[] left = {length};
    response.exceptionHandler(
        _ -> {
          if (answered == response) {
            brokenOff();
          }
        });
    response.handler(
        buffer -> {
          if (over) {
            return;
          }
          moved = System.nanoTime();
          if (taking != null && (taking.isSampled() || response.statusCode() >= SERVER_ERROR)) {
            taking.ofAnswer(buffer);
          }
          left[0] -= buffer.length();
          if (left[0] == 0) {
            // one packet instead of two for most answers
            answer.end(buffer);
            return;
          }
          answer.write(buffer);
          if (answer.writeQueueFull()) {
            response.pause();
            clientIsSlow = true;
            answer.drainHandler(
                _ -> {
                  clientIsSlow = false;
                  moved = System.nanoTime();
                  response.resume();
                });
          }
        });
    response.endHandler(_ -> answeredInFull(response));
  }

  private boolean hasAnswerBody() {
    int status = answer.getStatusCode();
    return asked.method() != HttpMethod.HEAD && status >= 200 && status != 204 && status != 304;
  }

  private static long length(MultiMap headers) {
    String text = headers.get(HttpHeaders.CONTENT_LENGTH);
    if (text == null || text.length() > 18 || !text.chars().allMatch(Character::isDigit)) {
      return -1;
    }
    return text.isEmpty() ? -1 : Long.parseLong(text);
  }

  private void answeredInFull(HttpClientResponse response) {
    if (over) {
      return;
    }
    if (!answer.ended()) {
      if (answer.isChunked() || asked.version() == HttpVersion.HTTP_2) {
        response.trailers().forEach(answer.trailers()::add);
      }
      answer.end();
    }
    end(response.statusCode() >= SERVER_ERROR);
    if (HeaderRules.asksToClose(asked)
        || asked.version() == HttpVersion.HTTP_1_0 && length(answer.headers()) < 0) {
      asked.connection().close();
    }
    if (!askedEnded) {
      // answered before it was heard out: the rest leads nowhere
      if (sent != null) {
        sent.reset();
      }
      asked.handler(_ -> {});
      asked.resume();
    }
  }

  private void openTunnel(HttpClientResponse response) {
    answer.putHeader(HttpHeaders.CONNECTION, "Upgrade").putHeader(HttpHeaders.UPGRADE, "websocket");
    NetSocket back = response.netSocket();
    back.pause();
    asked
        .toNetSocket()
        .onComplete(
            opened -> {
              if (opened.failed()) {
                back.close();
                end(false);
                return;
              }
              NetSocket front = opened.result();
              tunnel = front;
              front.pause();
              join(front, back);
              join(back, front);
              front.resume();
              back.resume();
            });
  }

  private void join(NetSocket from, NetSocket to) {
    from.handler(
        buffer -> {
          moved = System.nanoTime();
          to.write(buffer);
          if (to.writeQueueFull()) {
            from.pause();
            to.drainHandler(_ -> from.resume());
          }
        });
    from.exceptionHandler(_ -> from.close());
    from.closeHandler(
        _ -> {
          to.close();
          end(false);
        });
  }

  /// The connection was closed before an answer began, or before anything of it was passed on.
  private void closedUnanswered() {
    boolean may = !repeated && !hasBody && !webSocket && MAY_BE_REPEATED.contains(asked.method());
    leaveInstance(Instance::gaveNoAnswer);
    if (may) {
      repeated = true;
      connect();
      return;
    }
    fail(502, "the service gave no answer");
  }

  /// The answer stopped in the middle. Where the client has got nothing of it, it is as if none had
  /// begun.
  private void brokenOff() {
    if (over) {
      return;
    }
    if (!answer.headWritten()) {
      answered = null;
      answer.headers().clear();
      answer.setChunked(false);
      closedUnanswered();
      return;
    }
    end(true);
    answer.reset();
  }

  /// None of the version's instances took a connection: what was not sent can go to another
  /// version, and this one has failed.
  private void nobodyTakesIt() {
    Lane failed = lane;
    Lineup lineup = door.board().lineup();
    if (failed != null && lineup != null) {
      lanesTried.add(failed);
      for (Lane other : lineup.shared()) {
        if (lanesTried.stream().noneMatch(each -> each.version().equals(other.version()))) {
          count(true);
          other.tally().begin();
          lane = other;
          counted = false;
          laneBegan = System.nanoTime();
          tried.clear();
          connect();
          return;
        }
      }
    }
    fail(503, "no instance of " + door.service() + " can be reached");
  }

  private void fail(int status, String why) {
    if (!answer.headWritten()) {
      tell(status, why);
    } else {
      answer.reset();
    }
    end(true);
    drain();
  }

  /// The gateway's own answer, to a request that no version has seen.
  private void refuse(int status, String reason, String why) {
    over = true;
    door.refusals().count(reason);
    tell(status, why);
    drain();
  }

  private void drain() {
    if (!askedEnded) {
      asked.exceptionHandler(_ -> {});
      asked.handler(_ -> {});
      asked.resume();
    }
  }

  private void tell(int status, String why) {
    answer.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
    if (status == 503) {
      answer.putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    answer.end("naosu gateway: " + why + "\n");
  }

  /// The client has closed its side. What it waited for counts with the time that it waited.
  private void gone() {
    if (over || answer.ended() && answered == null) {
      return;
    }
    boolean told = answer.ended();
    end(answered != null && answered.statusCode() >= SERVER_ERROR);
    if (sent != null && !told) {
      sent.reset();
    }
  }

  /// Looks whether it has taken too long.
  void lookAt(long now) {
    if (over) {
      return;
    }
    if (tunnel != null) {
      if (now - moved > door.times().idle().toNanos()) {
        tunnel.close();
      }
      return;
    }
    boolean idle = now - moved > door.times().idle().toNanos();
    if (!idle && now - began <= door.times().whole().toNanos()) {
      return;
    }
    boolean clientsFault = clientIsSlow || !askedEnded && (sent == null || !sent.writeQueueFull());
    if (idle && !clientsFault) {
      leaveInstance(Instance::gaveNoAnswer);
    }
    HttpClientRequest cut = sent;
    if (clientsFault && !answer.headWritten()) {
      tell(408, "the request did not come to its end");
      end(false);
    } else if (clientsFault) {
      end(false);
      answer.reset();
    } else {
      fail(504, "the service gave no answer in time");
    }
    if (cut != null) {
      cut.reset();
    }
  }

  /// What an instance is thought of from now on.
  private interface Opinion {
    void of(Instance instance, long now);
  }

  private void leaveInstance(Opinion opinion) {
    Instance left = instance;
    if (left != null) {
      left.tally().end(System.nanoTime() - instanceBegan, true);
      opinion.of(left, System.nanoTime());
      tried.add(left);
      instance = null;
    }
  }

  private void end(boolean error) {
    if (over) {
      return;
    }
    over = true;
    door.leave(this);
    if (instance != null) {
      instance.tally().end(since(instanceBegan), error);
      instance = null;
    }
    count(error);
    if (taking != null && lane != null) {
      door.captures().end(taking, asked, lane.version(), answered, error);
    }
  }

  private void count(boolean error) {
    if (counted || lane == null) {
      return;
    }
    counted = true;
    lane.tally().end(since(laneBegan), error);
  }

  /// Until the answer was there; of one that goes on as long as somebody listens, until it began.
  private long since(long beginning) {
    boolean endless =
        answered != null
            && (tunnel != null
                || answered.statusCode() == 101
                || isEventStream(answered.headers().get(HttpHeaders.CONTENT_TYPE)));
    return (endless ? headCame : System.nanoTime()) - beginning;
  }

  private static boolean isEventStream(@Nullable String type) {
    return type != null && type.startsWith("text/event-stream");
  }
}
