package dev.naosu.telemetry;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The body of a request, as it came. It is read once, and never further than its limit.
///
/// @param body left open
/// @param contentType value of the header; empty when there was none
/// @param contentEncoding value of the header; empty when there was none
/// @param at when it came
public record Received(InputStream body, String contentType, String contentEncoding, Instant at) {

  public static Received of(byte[] body, String contentType, String contentEncoding, Instant at) {
    return new Received(new ByteArrayInputStream(body), contentType, contentEncoding, at);
  }

  /// Without its parameters, in lower case.
  String mediaType() {
    return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /// The body, unpacked.
  ///
  /// @param most bytes, after unpacking: a small body may unpack to a very large one
  /// @throws IOException when it cannot be read to its end
  byte[] bytes(int most) throws Unreadable, IOException {
    String encoding = contentEncoding.strip().toLowerCase(Locale.ROOT);
    byte[] bytes =
        switch (encoding) {
          case "", "identity" -> body.readNBytes(most + 1);
          case "gzip", "x-gzip" -> unzipped(most + 1);
          default ->
              throw new Unreadable(
                  415,
                  "the content encoding " + Mistake.quoted(encoding) + " is not known here",
                  "send the body as it is, or with Content-Encoding: gzip");
        };
    if (bytes.length > most) {
      throw new Unreadable(
          413,
          "the body is larger than " + most / 1024 / 1024 + " MiB, unpacked",
          "send it in several requests");
    }
    return bytes;
  }

  private byte[] unzipped(int most) throws Unreadable, IOException {
    try {
      return new GZIPInputStream(body).readNBytes(most);
    } catch (ZipException | EOFException _) {
      throw new Unreadable(
          400,
          "the body is not what Content-Encoding: gzip says",
          "pack the whole body with gzip, or leave the header out");
    }
  }

  /// The body cannot be made sense of as a whole.
  static final class Unreadable extends Exception {
    private final int status;
    private final List<Mistake> mistakes;

    Unreadable(int status, List<Mistake> mistakes) {
      super(mistakes.toString());
      this.status = status;
      this.mistakes = List.copyOf(mistakes);
    }

    Unreadable(int status, String what, String remedy) {
      this(status, List.of(new Mistake("", what, remedy)));
    }

    int status() {
      return status;
    }

    List<Mistake> mistakes() {
      return mistakes;
    }
  }
}
