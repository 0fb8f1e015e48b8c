package dev.naosu.twins;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.machine.Loopback;
import dev.naosu.prove.traffic.Content;
import dev.naosu.prove.traffic.Content.Kind;
import dev.naosu.prove.traffic.Reply;
import dev.naosu.redaction.Pseudonyms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Reads answers into what is compared. Personal data and secrets get pseudonyms at once, the same
/// in all answers, so that nothing later on has to be careful with them.
final class AnswerReading {
  /// Headers that are part of what an answer says.
  private static final Set<String> HEADERS =
      Set.of(
          "allow",
          "cache-control",
          "content-disposition",
          "content-language",
          "content-type",
          "location",
          "retry-after",
          "www-authenticate");

  private static final int DEEPEST = 100;
  private static final int MOST_HEADER = 1_000;

  private static final int LEAST_KEPT = 8 << 10;
  private static final int MOST_KEPT = 1 << 20;
  private static final int ALL_KEPT = 16 << 20;
  private static final int LEAST_PARTS = 500;
  private static final int MOST_PARTS = 20_000;
  private static final int ALL_PARTS = 200_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(DEEPEST + 1).build())
          .build();

  private final Pseudonyms pseudonyms;
  private final int mostKept;
  private final int mostParts;

  /// @param requests how many are asked of each start: the more, the less is kept of each
  AnswerReading(Pseudonyms pseudonyms, int requests) {
    this.pseudonyms = pseudonyms;
    this.mostKept = Math.clamp(ALL_KEPT / Math.max(1, requests), LEAST_KEPT, MOST_KEPT);
    this.mostParts = Math.clamp(ALL_PARTS / Math.max(1, requests), LEAST_PARTS, MOST_PARTS);
  }

  /// Bytes of a body beyond which it is compared by its hash.
  int mostKept() {
    return mostKept;
  }

  /// @param place where the answer came from: it may name itself
  Reply.Answered answered(
      int status, Map<String, List<String>> headers, Arriving.Arrived body, Loopback place) {
    SortedMap<String, String> kept = headers(headers, place);
    Content content =
        body.ended()
            ? content(body, kept.getOrDefault("content-type", ""), place)
            : new Content.Unended("more than " + body.size() + " bytes, and no end");
    return new Reply.Answered(status, kept, content);
  }

  /// An answer that did not come to its end.
  Reply.Answered unended(
      int status, Map<String, List<String>> headers, String why, Loopback place) {
    return new Reply.Answered(status, headers(headers, place), new Content.Unended(why));
  }

  /// What was answered in production.
  Reply.Answered recorded(RecordedRequest.Answer answer) {
    SortedMap<String, String> headers = new TreeMap<>();
    answer
        .headers()
        .forEach(
            (name, value) -> {
              // these two were always part of a recording
              String lower = name.toLowerCase(Locale.ROOT);
              if (lower.equals("content-type") || lower.equals("location")) {
                headers.put(lower, pseudonyms.header(lower, value));
              }
            });
    Content body =
        answer
            .body()
            .map(
                kept ->
                    text(kept.bytes())
                        .map(
                            text ->
                                parsed(headers.getOrDefault("content-type", ""), text, kept.hash()))
                        .orElseGet(() -> new Content.Bytes(kept.bytes().length, kept.hash())))
            .orElseGet(Content.Unknown::new);
    return new Reply.Answered(answer.status(), headers, body);
  }

  private SortedMap<String, String> headers(Map<String, List<String>> all, Loopback place) {
    SortedMap<String, String> headers = new TreeMap<>();
    all.forEach(
        (name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (HEADERS.contains(lower)) {
            String value = String.join(", ", values);
            String cut = value.substring(0, Math.min(value.length(), MOST_HEADER));
            headers.put(lower, pseudonyms.header(lower, here(cut, place)));
          } else if (lower.equals("set-cookie")) {
            // that a cookie is set counts, what it holds is a secret
            headers.put("set-cookie", names(values));
          }
        });
    return headers;
  }

  private static String names(List<String> cookies) {
    return cookies.stream()
        .map(each -> each.substring(0, Math.max(0, each.indexOf('='))).strip())
        .map(each -> each.substring(0, Math.min(each.length(), MOST_HEADER)))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private Content content(Arriving.Arrived body, String contentType, Loopback place) {
    return body.isWhole()
        ? text(body.kept().bytes())
            .map(text -> parsed(contentType, here(text, place), body.hash()))
            .orElseGet(() -> new Content.Bytes(body.size(), body.hash()))
        : new Content.Bytes(body.size(), body.hash());
  }

  /// Each start has another port.
  private static String here(String text, Loopback place) {
    return text.replace("127.0.0.1:" + place.port(), "{here}")
        .replace("localhost:" + place.port(), "{here}");
  }

  private static Optional<String> text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  private Content parsed(String contentType, String text, String hash) {
    String masked = pseudonyms.body(contentType, text);
    String begin = masked.stripLeading();
    boolean json =
        contentType.toLowerCase(Locale.ROOT).contains("json")
            || begin.startsWith("{")
            || begin.startsWith("[");
    try {
      Optional<Content> tree = json ? tree(masked) : Optional.empty();
      if (tree.isPresent()) {
        return tree.get();
      }
    } catch (TooManyParts _) {
      return new Content.Bytes(text.length(), hash);
    }
    List<String> lines = masked.lines().limit(mostParts + 1L).toList();
    return lines.size() > mostParts
        ? new Content.Bytes(text.length(), hash)
        : new Content.Lines(lines);
  }

  /// More than are compared one by one.
  private static final class TooManyParts extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /// Empty when it is not JSON, or too deep.
  private Optional<Content> tree(String text) throws TooManyParts {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        return Optional.empty();
      }
      Content tree = value(parser, new int[] {mostParts});
      return parser.nextToken() == null ? Optional.of(tree) : Optional.empty();
    } catch (TooManyParts e) {
      throw e;
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Content value(JsonParser parser, int[] left) throws IOException {
    left[0]--;
    if (left[0] < 0) {
      throw new TooManyParts();
    }
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> {
        SortedMap<String, Content> members = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser, left));
        }
        yield new Content.Members(members);
      }
      case START_ARRAY -> {
        List<Content> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser, left));
        }
        yield new Content.Items(items);
      }
      case VALUE_STRING -> new Content.Value(Kind.TEXT, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Content.Value(Kind.NUMBER, parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> new Content.Value(Kind.TRUTH, parser.getText());
      case VALUE_NULL -> new Content.Value(Kind.NOTHING, "null");
      case null, default -> throw new IOException("no value");
    };
  }
}
