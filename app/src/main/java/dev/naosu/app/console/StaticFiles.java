package dev.naosu.app.console;

import dev.naosu.app.web.Call;
import dev.naosu.app.web.Problem;
import dev.naosu.app.web.Refusal;
import dev.naosu.detect.Body;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// The files that pages bring along. There are few, and a request can name no other.
final class StaticFiles {
  private static final Map<String, String> TYPES =
      Map.of(
          "style.css", "text/css; charset=utf-8",
          "htmx.js", "text/javascript; charset=utf-8",
          "sse.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");

  /// @param tag of the content, for browsers that have it already
  private record Kept(Body content, String type, String tag) {}

  private final Map<String, Kept> files = new TreeMap<>();

  StaticFiles() {
    TYPES.forEach((name, type) -> files.put(name, read(name, type)));
  }

  void send(Call call) {
    Kept file = files.get(call.context().pathParam("file"));
    if (file == null) {
      throw new Refusal(Problem.notFound("There is no such file.", "Open /incidents."));
    }
    call.context()
        .header("Cache-Control", "public, max-age=300, must-revalidate")
        .header("ETag", file.tag());
    if (file.tag().equals(call.context().header("If-None-Match"))) {
      call.context().status(304);
    } else {
      call.context().status(200).contentType(file.type()).result(file.content().bytes());
    }
  }

  private static Kept read(String name, String type) {
    try (InputStream in = StaticFiles.class.getResourceAsStream("static/" + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      byte[] content = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new Kept(Body.of(content), type, "\"" + HexFormat.of().formatHex(digest, 0, 8) + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
