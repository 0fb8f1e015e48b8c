package dev.naosu.git;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A text file and its bytes: UTF-8, or ISO-8859-1 when the bytes are not, so that text that is not
/// changed keeps its bytes.
final class TextFile {
  private final Path file;
  private final byte[] bytes;
  private final Charset charset;

  private TextFile(Path file, byte[] bytes, Charset charset) {
    this.file = file;
    this.bytes = bytes;
    this.charset = charset;
  }

  static TextFile read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return new TextFile(file, bytes, charsetOf(bytes));
  }

  Path file() {
    return file;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  String text() {
    return new String(bytes, charset);
  }

  /// The bytes of a new text in the file's character set; characters it lacks become the Java
  /// language's own escapes.
  byte[] encode(String text) {
    CharsetEncoder encoder = charset.newEncoder();
    if (encoder.canEncode(CharBuffer.wrap(text))) {
      return text.getBytes(charset);
    }
    StringBuilder escaped = new StringBuilder(text.length() + 32);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      escaped.append(encoder.canEncode(c) ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return escaped.toString().getBytes(charset);
  }

  private static Charset charsetOf(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return StandardCharsets.UTF_8;
    } catch (CharacterCodingException _) {
      return StandardCharsets.ISO_8859_1;
    }
  }
}
