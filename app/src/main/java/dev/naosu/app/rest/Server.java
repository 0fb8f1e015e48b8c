package dev.naosu.app.rest;

import static io.javalin.http.HandlerType.GET;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.app.console.Console;
import dev.naosu.app.web.Access;
import dev.naosu.app.web.Gate;
import dev.naosu.app.web.Ports;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Route;
import dev.naosu.app.web.Route.Says;
import dev.naosu.app.web.Visits;
import dev.naosu.detect.watch.Receiver;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/// naosu on the network: the API for programs and the console for people, behind one gate.
public final class Server {
  private static final int HEADER_BYTES = 16 * 1024;

  /// Longer than the silence of an event stream.
  private static final int IDLE_MILLIS = 60_000;

  private final List<Route> routes;
  private final Gate gate;
  private final EventStream events;
  private final Visits visits;
  private final Receiver receiver;
  private @Nullable Javalin javalin;

  public Server(Ports ports) {
    this(ports, Visits.unseen(), List.of());
  }

  /// @param visits told of requests, streams of events left out: these end with who listens
  /// @param doors of channels that people answer by
  public Server(Ports ports, Visits visits, List<Route> doors) {
    this.visits = visits;
    Console console = new Console(ports);
    this.events = new EventStream(ports.changes(), ports.doorkeeper());
    this.gate = new Gate(ports.doorkeeper(), ports.meters(), console::problem);
    Api api = new Api(ports, events, new Meters(ports));
    this.receiver = api.receiver();
    List<Route> table = new ArrayList<>(api.routes());
    table.add(
        Route.api(
            GET,
            "/openapi.json",
            Access.open("it describes the API and holds no data"),
            Says.of("This document").answering("OpenApi"),
            call -> call.answer(200, description(ports.version()))));
    table.addAll(console.routes());
    table.addAll(doors);
    this.routes = List.copyOf(table);
  }

  /// Takes in what is sent by other ways than over HTTP, and counts it with the rest.
  public Receiver receiver() {
    return receiver;
  }

  /// Begins to answer.
  ///
  /// @param host address to listen at, such as `127.0.0.1`
  /// @param port 0 for any that is free
  /// @return the port
  /// @throws BindException when the port cannot be had; the message says what to do
  public synchronized int start(String host, int port) throws BindException {
    if (javalin != null) {
      throw new IllegalStateException("the server runs already");
    }
    Javalin made = Javalin.create(config -> configure(config, host, port));
    try {
      made.start();
    } catch (RuntimeException e) {
      made.stop();
      BindException told =
          new BindException(
              "naosu cannot listen at "
                  + host
                  + ":"
                  + port
                  + "; another program may have the port. Choose another port");
      told.initCause(e);
      throw told;
    }
    javalin = made;
    return ((ServerConnector) made.jettyServer().server().getConnectors()[0]).getLocalPort();
  }

  /// Ends all requests.
  public synchronized void stop() {
    if (javalin != null) {
      events.end();
      javalin.stop();
      javalin = null;
    }
  }

  /// The table.
  List<Route> routes() {
    return routes;
  }

  /// What the router really has, as `GET /path`.
  synchronized List<String> registered() {
    Javalin running = javalin;
    if (running == null) {
      return List.of();
    }
    return running.unsafe.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
        .toList();
  }

  private ObjectNode description(String version) {
    return OpenApi.of(routes, version);
  }

  private void configure(JavalinConfig config, String host, int port) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.prefer405over404 = true;
    config.http.generateEtags = false;
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setRequestHeaderSize(HEADER_BYTES);
          http.setSendServerVersion(false);
        });
    config.jetty.addConnector(
        (server, http) -> {
          ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
          connector.setHost(host);
          connector.setPort(port);
          connector.setIdleTimeout(IDLE_MILLIS);
          return connector;
        });
    config.routes.before(Gate::secure);
    for (Route route : routes) {
      config.routes.addEndpoint(
          new Endpoint(route.verb(), route.path(), context -> answer(route, context)));
    }
    config.routes.error(404, context -> unknown(context, "There is nothing at this address."));
    config.routes.error(405, context -> unknown(context, "This address takes other methods."));
  }

  private void answer(Route route, Context context) {
    if (route.says().media().equals("text/event-stream")) {
      gate.pass(route, context);
      return;
    }
    Visits.Visit visit =
        visits.begin(
            route.verb().name(),
            route.path(),
            name -> Optional.ofNullable(context.header(name)).orElse(""));
    try {
      gate.pass(route, context);
    } finally {
      visit.end(context.statusCode());
    }
  }

  private void unknown(Context context, String what) {
    String type = context.res().getContentType();
    if (type != null && type.startsWith(Problem.MEDIA)
        || context.endpoints().list().stream().anyMatch(each -> each.method.isHttpMethod())) {
      // a route has said it in its own words
      return;
    }
    int status = context.statusCode();
    gate.tell(
        Problem.of(
            status == 405 ? "wrong-method" : "not-found",
            status,
            status == 405 ? "Not that way" : "Not found",
            what,
            "The addresses of the API are in /openapi.json; the console begins at /incidents."),
        context);
  }
}
