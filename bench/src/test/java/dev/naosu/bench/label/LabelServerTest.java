package dev.naosu.bench.label;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.bench.judge.Verdict;
import dev.naosu.bench.tell.Pages;
import dev.naosu.bench.trial.JsonReport;
import dev.naosu.bench.trial.Label;
import dev.naosu.bench.trial.Label.Answer;
import dev.naosu.bench.trial.Report;
import dev.naosu.bench.trial.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class LabelServerTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

  @TempDir private Path directory;
  private final HttpClient browser = HttpClient.newHttpClient();
  private Path json = Path.of("");

  @SuppressWarnings("NullAway.Init")
  private LabelServer server;

  @BeforeEach
  void serve() throws IOException {
    json = directory.resolve("r.json");
    Files.writeString(
        json,
        JsonReport.of(
            Samples.report(
                Samples.healed(
                    Pages.HOSTILE,
                    Samples.repair(0.9, Verdict.UNDECIDED, "+" + Pages.HOSTILE + "\n")),
                Samples.healed("two", Samples.repair(0.77, Verdict.CORRECT)),
                Samples.notHealed("three"))));
    server = LabelServer.start(json, () -> NOW);
  }

  @AfterEach
  void stop() {
    server.close();
    browser.close();
  }

  @Test
  void what_is_open_is_listed_first_and_hostile_text_is_text() throws Exception {
    Document page = Pages.read(get("").body());
    Pages.assertHarmless(page);
    assertThat(Pages.all(page, "section")).hasSize(1);
    assertThat(page.getDocumentElement().getTextContent())
        .contains("to label (1)", "labelled (0)", "all (2)", "<script>alert(1)</script>");
  }

  @Test
  void the_page_does_not_tell_the_confidence_which_would_lead_the_person() throws Exception {
    assertThat(get("?show=all").body()).contains("two, repair 1").doesNotContain("0.77");
  }

  @Test
  void a_label_is_saved_shown_again_and_used_by_the_reports() throws Exception {
    Map<String, String> form = formOf("");
    form.put("answer", "OVERFITTING");
    form.put("note", " forgets\r\nthe empty list <b> ");
    HttpResponse<String> answer = post(form);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(get("?show=open").body()).contains("Nothing is left here");

    Document labelled = Pages.read(get("?show=labelled&saved=yes").body());
    assertThat(Pages.all(labelled, "textarea").getFirst().getTextContent())
        .isEqualTo("forgets\nthe empty list <b>");
    assertThat(Pages.all(labelled, "button"))
        .filteredOn(button -> button.getAttribute("aria-pressed").equals("true"))
        .singleElement()
        .satisfies(button -> assertThat(button.getTextContent()).isEqualTo("overfitting"));

    Report report = labelled();
    assertThat(report.trials().getFirst().first()).isEqualTo(Verdict.PLAUSIBLE_ONLY);
    assertThat(report.trials().getFirst().shownFirst().orElseThrow().label())
        .contains(new Label(Answer.OVERFITTING, "forgets\nthe empty list <b>", NOW));
    assertThat(JsonReport.read(json).trials().getFirst().first()).isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void unsure_leaves_the_judges_word_and_a_label_can_be_taken_back() throws Exception {
    Map<String, String> form = formOf("?show=all");
    form.put("answer", "UNSURE");
    assertThat(post(form).statusCode()).isEqualTo(303);
    assertThat(labelled().trials().getFirst().first()).isEqualTo(Verdict.UNDECIDED);
    form.put("answer", "");
    assertThat(post(form).statusCode()).isEqualTo(303);
    assertThat(Labels.read(Labels.beside(json)).all()).isEmpty();
  }

  @Test
  void a_label_holds_for_its_diff_only() throws Exception {
    Map<String, String> form = formOf("");
    form.put("answer", "CORRECT");
    post(form);
    Report other =
        Samples.report(
            Samples.healed(Pages.HOSTILE, Samples.repair(0.9, Verdict.UNDECIDED, "+other\n")));
    assertThat(Labels.read(Labels.beside(json)).on(other)).isEqualTo(other);
  }

  @Test
  void a_form_of_another_page_is_refused() throws Exception {
    Map<String, String> form = formOf("");
    form.put("answer", "CORRECT");
    assertThat(post(form, "Origin", "http://evil.example").statusCode()).isEqualTo(403);
    assertThat(post(form, "Origin", "null").statusCode()).isEqualTo(403);
    form.put("token", "guessed");
    assertThat(post(form).statusCode()).isEqualTo(403);
    form.remove("token");
    assertThat(post(form).statusCode()).isEqualTo(403);
    assertThat(Labels.beside(json)).doesNotExist();
  }

  @Test
  void a_name_that_was_bent_to_this_machine_is_refused() throws Exception {
    // HttpClient does not let a caller choose the Host
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET " + server.address().getPath() + " HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream reply = socket.getInputStream();
      assertThat(new String(reply.readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 403");
    }
  }

  @Test
  void without_the_secret_in_the_address_there_is_nothing() throws Exception {
    URI root = server.address().resolve("/");
    assertThat(send(HttpRequest.newBuilder(root).build()).statusCode()).isEqualTo(404);
    assertThat(send(HttpRequest.newBuilder(server.address()).DELETE().build()).statusCode())
        .isEqualTo(405);
  }

  @Test
  void nonsense_is_refused_and_saves_nothing() throws Exception {
    Map<String, String> form = formOf("");
    form.put("answer", "PERHAPS");
    assertThat(post(form).statusCode()).isEqualTo(400);
    form.put("answer", "CORRECT");
    form.put("note", "x".repeat(100_000));
    assertThat(post(form).statusCode()).isEqualTo(413);
    form.put("note", "");
    form.put("repair", "0".repeat(64));
    assertThat(post(form).statusCode()).isEqualTo(404);
    HttpRequest broken =
        HttpRequest.newBuilder(server.address().resolve("label"))
            .POST(BodyPublishers.ofString("token=%zz"))
            .build();
    assertThat(send(broken).statusCode()).isEqualTo(400);
    assertThat(Labels.beside(json)).doesNotExist();
  }

  @Test
  void a_broken_file_of_labels_is_told_and_not_overwritten() throws Exception {
    Map<String, String> form = formOf("");
    form.put("answer", "CORRECT");
    Files.writeString(Labels.beside(json), "{ half");
    assertThat(post(form).statusCode()).isEqualTo(500);
    assertThat(post(form).body()).contains("is not JSON");
    assertThat(Labels.beside(json)).hasContent("{ half");
  }

  private Report labelled() throws IOException {
    return Labels.read(Labels.beside(json)).on(JsonReport.read(json));
  }

  /// What a browser would send for the first form of a page.
  private Map<String, String> formOf(String query) throws Exception {
    Element form = Pages.all(Pages.read(get(query).body()), "form").getFirst();
    assertThat(form.getAttribute("method")).isEqualTo("post");
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < form.getElementsByTagName("input").getLength(); i++) {
      Element field = (Element) form.getElementsByTagName("input").item(i);
      fields.put(field.getAttribute("name"), field.getAttribute("value"));
    }
    return fields;
  }

  private HttpResponse<String> get(String query) throws Exception {
    HttpResponse<String> reply =
        send(HttpRequest.newBuilder(URI.create(server.address() + query)).build());
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .contains("default-src 'none'", "frame-ancestors 'none'");
    return reply;
  }

  private HttpResponse<String> post(Map<String, String> form, String... headers) throws Exception {
    String body =
        form.entrySet().stream()
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.address().resolve("label"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return browser.send(request, BodyHandlers.ofString());
  }
}
