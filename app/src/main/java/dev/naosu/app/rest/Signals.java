package dev.naosu.app.rest;

import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.IntakeMeters;
import dev.naosu.app.web.Ports;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.Route;
import dev.naosu.app.web.Route.Says;
import dev.naosu.app.web.SignalDecoder;
import dev.naosu.app.web.SignalDecoder.Decoded;
import dev.naosu.app.web.SignalDecoder.Delivery;
import dev.naosu.app.web.SignalDecoder.Reply;
import dev.naosu.app.web.SourceLimits.Source;
import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.detect.Body;
import dev.naosu.detect.Signal;
import dev.naosu.detect.watch.Observed;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;

/// Takes in what senders post, and sends them away while there is too much of it.
final class Signals {
  /// Bodies that are worked on at once; each may be some megabytes.
  private static final int AT_ONCE = 16;

  /// Headers that say who asks: what reads a body need not know them.
  private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "x-sentry-auth");

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Ports ports;
  private final IntakeMeters intake;
  private final Semaphore room = new Semaphore(AT_ONCE);

  Signals(Ports ports) {
    this.ports = ports;
    this.intake = new IntakeMeters(ports.meters());
  }

  List<Route> routes() {
    return ports.decoders().stream().map(this::route).toList();
  }

  private Route route(SignalDecoder decoder) {
    return Route.api(
        POST,
        decoder.path(),
        decoder.access(),
        Says.of(decoder.summary())
            .taking("Signals")
            .answering("Accepted")
            .refusing(400, 401, 408, 413, 415, 429, 503),
        new Taking(decoder));
  }

  /// What happens at one address.
  private final class Taking implements Route.Handling {
    private final SignalDecoder decoder;

    Taking(SignalDecoder decoder) {
      this.decoder = decoder;
    }

    @Override
    public void handle(Call call) throws IOException {
      if (!decoder.types().contains(call.type())) {
        throw new Refusal(
            Problem.wrongType(call.type(), String.join(" or ", new TreeSet<>(decoder.types()))));
      }
      if (!room.tryAcquire()) {
        throw new Refusal(
            Problem.later("naosu is busy with " + AT_ONCE + " other deliveries.", PAUSE));
      }
      try {
        take(decoder, call, body(decoder, call));
      } finally {
        room.release();
      }
    }

    @Override
    public boolean tell(Problem problem, Call call) {
      intake.refused(problem.kind());
      Optional<Reply> reply = decoder.refusal(problem, call.type());
      reply.ifPresent(each -> send(call, each));
      return reply.isPresent();
    }
  }

  /// The body, when the source may send that much now. What it says of its size is believed until
  /// it is unpacked.
  private byte[] body(SignalDecoder decoder, Call call) throws IOException {
    long announced =
        Math.clamp(call.context().req().getContentLengthLong(), 0, decoder.mostBytes());
    // who signs shows no token: its address stands for it
    Source source = call.guest().map(Source::of).orElseGet(() -> Source.named(decoder.path()));
    Optional<Duration> wait = ports.limits().admit(source, announced);
    if (wait.isPresent()) {
      throw new Refusal(Problem.tooFast(wait.get()));
    }
    byte[] body = call.body(decoder.mostBytes());
    ports.limits().charge(source, body.length - announced);
    intake.read(body.length);
    return body;
  }

  private void take(SignalDecoder decoder, Call call, byte[] body) throws IOException {
    switch (decoder.decode(delivery(call, body))) {
      case Decoded.Unsigned(String why, String remedy) ->
          throw new Refusal(Problem.unsigned(why, remedy));
      case Decoded.Malformed(List<String> mistakes, Optional<Reply> reply) -> {
        Problem problem = malformed(mistakes);
        if (reply.isEmpty()) {
          throw new Refusal(problem);
        }
        intake.refused(problem.kind());
        send(call, reply.get());
      }
      case Decoded.Signals(
              List<Signal> signals,
              Observed observed,
              int rejected,
              Optional<Reply> reply) -> {
        List<Absorbed> absorbed = keep(signals, observed, rejected);
        if (reply.isPresent()) {
          send(call, reply.get());
        } else {
          answer(call, absorbed, rejected);
        }
      }
    }
  }

  /// Takes in what came by another way.
  void receive(List<Signal> signals, Observed observed) {
    keep(signals, observed, 0);
  }

  private List<Absorbed> keep(List<Signal> signals, Observed observed, int rejected) {
    List<Absorbed> absorbed = signals.stream().map(ports.intake()::accept).toList();
    ports.intake().observe(observed);
    intake.took(signals.size(), observed, rejected);
    return absorbed;
  }

  private Delivery delivery(Call call, byte[] body) {
    Map<String, String> query = new HashMap<>();
    call.context()
        .queryParamMap()
        .forEach((name, values) -> query.put(name, values.isEmpty() ? "" : values.getFirst()));
    query.putAll(call.context().pathParamMap());
    Map<String, String> headers = new HashMap<>();
    call.context()
        .headerMap()
        .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    headers.keySet().removeAll(CREDENTIALS);
    return new Delivery(call.type(), Body.of(body), query, headers, ports.clock().instant());
  }

  private static Problem malformed(List<String> mistakes) {
    return new Problem(
        "bad-request",
        400,
        "The request cannot be understood",
        mistakes.size() == 1 ? mistakes.getFirst() : mistakes.size() + " mistakes.",
        "Mend it and send it again; nothing of it was taken.",
        mistakes,
        Optional.empty());
  }

  private static void send(Call call, Reply reply) {
    call.context().status(reply.status()).contentType(reply.type()).result(reply.body().bytes());
  }

  private static void answer(Call call, List<Absorbed> absorbed, int rejected) {
    ObjectNode node = Api.object();
    node.put("accepted", absorbed.size());
    ArrayNode opened = node.putArray("opened");
    ArrayNode joined = node.putArray("joined");
    int kept = 0;
    int duplicates = 0;
    for (Absorbed each : absorbed) {
      switch (each) {
        case Absorbed.Opened(long incident) -> opened.add(incident);
        case Absorbed.Joined(long incident) -> joined.add(incident);
        case Absorbed.Kept _ -> kept++;
        case Absorbed.Duplicate _ -> duplicates++;
      }
    }
    node.put("kept", kept);
    node.put("duplicates", duplicates);
    node.put("rejected", rejected);
    call.answer(202, node);
  }
}
