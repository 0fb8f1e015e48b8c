package market;

import java.io.IOException;
import java.util.Map;
import market.faults.Control;
import market.faults.Faults;
import market.http.Links;
import market.http.Server;
import market.tell.JvmMetrics;
import market.tell.Meter;
import market.tell.Teller;

/**
 * Starts one service of the market and prints its name, its port and the port where faults are
 * ordered: {@code market.Main store --port 9001 --data /tmp/store}. README.md of the examples has
 * the other options.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws IOException {
    // without this, answers on a kept connection wait 40 ms for an acknowledgement
    System.setProperty("sun.net.httpserver.nodelay", "true");
    if (arguments.length == 0) {
      throw new IllegalArgumentException("the first argument names a service: " + Services.NAMES);
    }
    Options options = Options.of(arguments, 1);
    String name = arguments[0];
    Meter meter = new Meter();
    int seed = options.number("seed", 1);
    DataDirectory data = new DataDirectory(options.directory("data", name), seed);
    Faults faults = new Faults(data);
    Links links = new Links(options.links(), faults, meter);
    Server server =
        new Server(
            options.number("port", 0),
            Services.operations(name, links, data),
            faults,
            meter,
            data,
            seed);
    JvmMetrics.in(meter);
    meter.gauge("disk.used", "By", Map.of(), data::size);
    Control control = new Control(options.number("control", 0), faults);
    options.text("fault").ifPresent(faults::begin);
    options
        .text("tell")
        .ifPresent(
            url ->
                new Teller(
                        url, options.text("token").orElse(""), name, options.version(), meter)
                    .start());
    System.out.println(name + " " + server.port() + " " + control.port());
    if (options.isOn("with-parent")) {
      Parent.endWith();
    }
  }
}
