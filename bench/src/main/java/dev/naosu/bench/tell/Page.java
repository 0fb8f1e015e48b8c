package dev.naosu.bench.tell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// One page that needs nothing else: no script, no font, no picture from anywhere. It is also
/// well-formed XML, so that a test can read it strictly.
public final class Page {
  private Page() {}

  /// @param mayPost whether its forms may be sent to where it came from
  public static String of(String title, boolean mayPost, Consumer<Html> body) {
    Html html = new Html();
    html.own("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
        .own("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .own("style-src 'unsafe-inline'; base-uri 'none'; form-action ")
        .own(mayPost ? "'self'" : "'none'")
        .own("\"/>\n")
        .own("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
        .element("title", title)
        .own("<style>\n" + css() + "</style>\n</head>\n<body>\n<main>\n");
    body.accept(html);
    return html.own("</main>\n</body>\n</html>\n").page();
  }

  private static String css() {
    try (InputStream css = Page.class.getResourceAsStream("bench.css")) {
      if (css == null) {
        throw new IllegalStateException("bench.css is missing from the program");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
