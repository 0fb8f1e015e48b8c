package shop;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import shop.http.Guarded;
import shop.http.HttpFront;
import shop.http.Service;
import shop.recorder.Recorder;
import shop.recorder.Reporter;

/**
 * Starts the shop. System properties: {@code shop.port} (8080), {@code shop.version}, and {@code
 * naosu.url} with {@code naosu.token} when failures should be reported.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws IOException {
    // without this, answers on a kept connection wait 40 ms for an acknowledgement
    System.setProperty("sun.net.httpserver.nodelay", "true");
    String version = System.getProperty("shop.version", "dev");
    Optional<Reporter> reporter = reporter(version);
    Service api = new Guarded(new Api(version), System.err::println);
    Service service = reporter.isPresent() ? new Recorder(api, reporter.get()::report) : api;
    HttpFront front = new HttpFront(Integer.getInteger("shop.port", 8080), service);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  front.close();
                  reporter.ifPresent(Reporter::close);
                }));
    System.err.println("shop " + version + " on http://localhost:" + front.port());
  }

  private static Optional<Reporter> reporter(String version) {
    String url = System.getProperty("naosu.url", "");
    String token = System.getProperty("naosu.token", "");
    if (url.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Reporter(URI.create(url), token, "shop", version));
    } catch (IllegalArgumentException e) {
      System.err.println("failures are not reported, as naosu.url is no address: " + url);
      return Optional.empty();
    }
  }
}
