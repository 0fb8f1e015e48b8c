package dev.naosu.app.web;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.naosu.access.Visitor;
import dev.naosu.app.tell.SafeText;
import io.javalin.http.Context;
import java.io.CharConversionException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// One request that the gate has let through.
public final class Call {
  /// What is read where a route does not say otherwise.
  public static final int USUAL_BYTES = 64 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Context context;
  private final Optional<Visitor> visitor;
  private final String csrf;
  private @Nullable Map<String, String> form;

  /// @param csrf what forms of this session must send back; empty without a session
  Call(Context context, Optional<Visitor> visitor, String csrf) {
    this.context = context;
    this.visitor = visitor;
    this.csrf = csrf;
  }

  public Context context() {
    return context;
  }

  /// Who asks; empty only on open routes.
  public Optional<Visitor> guest() {
    return visitor;
  }

  /// Who asks.
  ///
  /// @throws IllegalStateException on an open route, where that need not be known
  public Visitor visitor() {
    return visitor.orElseThrow(() -> new IllegalStateException("nobody is known on an open route"));
  }

  /// What forms of this session must send back as `csrf`; empty without a session.
  public String csrf() {
    return csrf;
  }

  /// Where the request came from.
  public String address() {
    return context.req().getRemoteAddr();
  }

  /// A number in the path.
  public long number(String name) {
    String text = context.pathParam(name);
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw new Refusal(
          Problem.notFound(
              "There is nothing with the number " + shortened(text) + ".",
              "Numbers are whole, from 1; the list shows those that there are."));
    }
    return Long.parseLong(text);
  }

  /// A number in the query, in `[least, most]`.
  public long number(String name, long usual, long least, long most) {
    String text = query(name).orElse(Long.toString(usual));
    if (text.matches("[0-9]{1,18}")) {
      long number = Long.parseLong(text);
      if (least <= number && number <= most) {
        return number;
      }
    }
    throw new Refusal(
        Problem.badRequest(
            name + "=" + shortened(text) + " is no number from " + least + " to " + most + ".",
            "Give one, or leave " + name + " out."));
  }

  /// A parameter of the query; empty when it is missing or empty.
  public Optional<String> query(String name) {
    return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isEmpty());
  }

  /// Parameters of the query that are given several times, or with commas between.
  public List<String> queries(String name) {
    List<String> all = new ArrayList<>();
    context.queryParams(name).forEach(text -> all.addAll(List.of(text.split(",", -1))));
    all.removeIf(String::isEmpty);
    return all;
  }

  /// The body, unpacked when it is sent packed.
  ///
  /// @param most bytes, after unpacking
  public byte[] body(int most) throws IOException {
    if (context.req().getContentLengthLong() > most) {
      throw new Refusal(Problem.tooLarge(most));
    }
    String encoding =
        Optional.ofNullable(context.header("Content-Encoding"))
            .orElse("identity")
            .toLowerCase(Locale.ROOT);
    try (InputStream raw = new PacedInput(context.req().getInputStream(), System::nanoTime);
        InputStream in =
            switch (encoding) {
              case "identity", "" -> raw;
              case "gzip" -> new GZIPInputStream(raw);
              case "deflate" -> new InflaterInputStream(raw);
              default ->
                  throw new Refusal(
                      Problem.wrongType(
                          "Content-Encoding " + shortened(encoding),
                          "gzip, deflate or no encoding"));
            }) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new Refusal(Problem.tooLarge(most));
      }
      return bytes;
    } catch (ZipException | EOFException _) {
      throw new Refusal(
          Problem.badRequest(
              "The body is said to be " + encoding + " and is not, or is cut off.",
              "Send it unpacked."));
    }
  }

  /// The content type, without parameters, in small letters; empty when there is none.
  public String type() {
    String type = context.req().getContentType();
    if (type == null) {
      return "";
    }
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /// The body as a JSON object.
  public ObjectNode json() throws IOException {
    if (!type().equals("application/json")) {
      throw new Refusal(Problem.wrongType(shortened(type()), "application/json"));
    }
    byte[] body = body(USUAL_BYTES);
    try {
      JsonNode node = JSON.readTree(body);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new Refusal(
          Problem.badRequest("The body is no JSON object.", "Send {…}; /openapi.json shows how."));
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      throw new Refusal(
          Problem.badRequest(
              "The body is no JSON"
                  + (place == null
                      ? "."
                      : ": line " + place.getLineNr() + ", column " + place.getColumnNr() + "."),
              "Mend it; /openapi.json shows what is taken."));
    } catch (CharConversionException e) {
      throw new Refusal(Problem.badRequest("The body is no text.", "Send it in UTF-8."));
    }
  }

  /// A text of a JSON object; empty when it is missing, null or no text.
  public static String text(ObjectNode object, String name) {
    JsonNode node = object.get(name);
    return node != null && node.isTextual() ? node.textValue() : "";
  }

  /// A field of the form that was sent; empty when it is missing.
  public String field(String name) throws IOException {
    Map<String, String> fields = form;
    if (fields == null) {
      fields = fields(new String(body(USUAL_BYTES), StandardCharsets.UTF_8));
      form = fields;
    }
    return fields.getOrDefault(name, "");
  }

  /// Whether the body is a form, as a browser sends it.
  boolean isForm() {
    return type().equals("application/x-www-form-urlencoded");
  }

  public void answer(int status, JsonNode node) {
    answer(status, "application/json", node);
  }

  void answer(int status, String media, JsonNode node) {
    try {
      context.status(status).contentType(media).result(JSON.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can be written", e);
    }
  }

  /// Sends the browser to another page, to be fetched anew.
  public void see(String place) {
    context.status(303).header("Location", place);
  }

  private static Map<String, String> fields(String body) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          fields.putIfAbsent(
              URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          throw new Refusal(
              Problem.badRequest("The form is not encoded as one.", "Send it from the page."));
        }
      }
    }
    return fields;
  }

  private static String shortened(String text) {
    return SafeText.line(text, 60);
  }
}
