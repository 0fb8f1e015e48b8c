package shop;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import shop.http.Guarded;
import shop.http.HttpFront;
import shop.http.Service;
import shop.recorder.Recorder;
import shop.recorder.Reporter;

/**
 * Starts the shop. System properties: {@code shop.port} (8080), {@code shop.version}, and {@code
 * naosu.url} with {@code naosu.token} when failures should be reported. In their place, the
 * environment may say {@code SHOP_VERSION}, {@code NAOSU_URL} and {@code NAOSU_TOKEN_FILE}, a file
 * that holds the token.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws IOException {
    // without this, answers on a kept connection wait 40 ms for an acknowledgement
    System.setProperty("sun.net.httpserver.nodelay", "true");
    String version = said("shop.version", "SHOP_VERSION", "dev");
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

  private static String said(String property, String variable, String usual) {
    String inEnvironment = System.getenv(variable);
    return System.getProperty(property, inEnvironment == null ? usual : inEnvironment);
  }

  private static String token() throws IOException {
    String file = System.getenv("NAOSU_TOKEN_FILE");
    return System.getProperty(
        "naosu.token", file == null ? "" : Files.readString(Path.of(file)).strip());
  }

  private static Optional<Reporter> reporter(String version) throws IOException {
    String url = said("naosu.url", "NAOSU_URL", "");
    String token = token();
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
