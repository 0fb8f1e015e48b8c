package dev.naosu.app.rest;

import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.access.Role;
import dev.naosu.app.web.Access;
import dev.naosu.app.web.Call;
import dev.naosu.app.web.Ports;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.app.web.Route;
import dev.naosu.app.web.Route.Says;
import dev.naosu.app.web.SignalDecoder;
import dev.naosu.app.web.SignalDecoder.Decoded;
import dev.naosu.app.web.SignalDecoder.Delivery;
import dev.naosu.app.web.SignalDecoder.Reply;
import dev.naosu.cycle.incident.Incidents.Absorbed;
import dev.naosu.detect.Body;
import dev.naosu.detect.Signal;
import dev.naosu.detect.watch.Observed;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;

/// Takes in what senders post, and sends them away while there is too much of it.
final class Signals {
  /// Bodies that are worked on at once; each may be some megabytes.
  private static final int AT_ONCE = 16;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Ports ports;
  private final Semaphore room = new Semaphore(AT_ONCE);

  Signals(Ports ports) {
    this.ports = ports;
  }

  List<Route> routes() {
    return ports.decoders().stream().map(this::route).toList();
  }

  private Route route(SignalDecoder decoder) {
    return Route.api(
        POST,
        decoder.path(),
        Access.needs(Role.OPERATOR),
        Says.of(decoder.summary())
            .taking("Signals")
            .answering("Accepted")
            .refusing(400, 413, 415, 429, 503),
        call -> take(decoder, call));
  }

  private void take(SignalDecoder decoder, Call call) throws IOException {
    if (!decoder.types().contains(call.type())) {
      throw new Refusal(
          Problem.wrongType(call.type(), String.join(" or ", new TreeSet<>(decoder.types()))));
    }
    if (!room.tryAcquire()) {
      throw new Refusal(
          Problem.later("naosu is busy with " + AT_ONCE + " other deliveries.", PAUSE));
    }
    try {
      byte[] body = call.body(decoder.mostBytes());
      Map<String, String> query = new HashMap<>();
      call.context()
          .queryParamMap()
          .forEach((name, values) -> query.put(name, values.isEmpty() ? "" : values.getFirst()));
      Delivery delivery = new Delivery(call.type(), Body.of(body), query, ports.clock().instant());
      switch (decoder.decode(delivery)) {
        case Decoded.Malformed(List<String> mistakes, Optional<Reply> reply) -> {
          if (reply.isEmpty()) {
            throw new Refusal(malformed(mistakes));
          }
          send(call, reply.get());
        }
        case Decoded.Signals(
                List<Signal> signals,
                Observed observed,
                int rejected,
                Optional<Reply> reply) -> {
          List<Absorbed> absorbed = signals.stream().map(ports.intake()::accept).toList();
          ports.intake().observe(observed);
          if (reply.isPresent()) {
            send(call, reply.get());
          } else {
            answer(call, absorbed, rejected);
          }
        }
      }
    } finally {
      room.release();
    }
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
