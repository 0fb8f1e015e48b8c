package dev.naosu.machine;

import dev.naosu.project.WorkingCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A copy of the user's directory in a temporary one.
///
/// Left out: build outputs beside their build file, `node_modules`, `.gradle`. Kept: everything
/// else, `.git` included, with file modes and times. Links inside the tree stay links inside the
/// copy; links that leave it stay links, and this class neither reads nor writes through them.
///
/// A text file is UTF-8, or ISO-8859-1 when its bytes are not; so any file is written back as it
/// was read.
public final class DirectoryCopy implements WorkingCopy {
  private final Temporary temporary;
  private final Path root;
  private final Map<String, Charset> charsets = new ConcurrentHashMap<>();

  private DirectoryCopy(Temporary temporary, Path root) {
    this.temporary = temporary;
    this.root = root;
  }

  /// Copies a directory.
  ///
  /// @param source only read; it may be write-protected
  /// @throws IOException with a text for people, also when the disk is full
  public static DirectoryCopy of(Path source) throws IOException {
    return of(source, Temporary.create());
  }

  /// @param temporary deleted with the copy
  static DirectoryCopy of(Path source, Temporary temporary) throws IOException {
    if (!Files.isDirectory(source)) {
      temporary.close();
      throw new IOException(source + " is not a directory");
    }
    Path from = source.toRealPath();
    Path name = from.getFileName();
    Path root = temporary.directory().resolve(name == null ? "project" : name.toString());
    try {
      Files.walkFileTree(from, new Copying(from, root, temporary.directory()));
    } catch (IOException e) {
      long freeMegabytes = Files.getFileStore(temporary.directory()).getUsableSpace() >> 20;
      temporary.close();
      throw isDiskFull(e) || freeMegabytes < 1
          ? new IOException(
              "the disk of "
                  + temporary.directory().getParent()
                  + " is full, so "
                  + source
                  + " cannot be copied; free some space or set TMPDIR to a larger disk",
              e)
          : new IOException("cannot copy " + source + ": " + describe(e), e);
    }
    return new DirectoryCopy(temporary, root);
  }

  private static boolean isDiskFull(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left")
        || message.contains("not enough space")
        || message.contains("quota exceeded");
  }

  private static String describe(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
  }

  @Override
  public Path root() {
    return root;
  }

  @Override
  public List<String> javaFiles(String directory) {
    Path start = root.resolve(directory).normalize();
    if (!start.startsWith(root) || !Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(start)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".java"))
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .map(this::name)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + start, e);
    }
  }

  @Override
  public String read(String path) {
    Path file = inside(path);
    if (!Files.isRegularFile(file)) {
      // a pipe that tests have left there would hold us up for ever
      throw new IllegalArgumentException("cannot read " + path + ": there is no such file");
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + path + ": " + describe(e), e);
    }
    Charset charset = charsets.computeIfAbsent(path, _ -> charsetOf(bytes));
    String text = new String(bytes, charset);
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(path + " is not a text file");
    }
    return text;
  }

  @Override
  public void write(String path, String text) {
    Path file = inside(path);
    try {
      Charset charset =
          Files.exists(file)
              ? charsets.computeIfAbsent(path, _ -> charsetOf(bytesOf(file)))
              : charsets.getOrDefault(path, StandardCharsets.UTF_8);
      boolean existed = Files.exists(file);
      FileTime before = existed ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
      // a link inside the tree stays one
      Path target = existed ? root.resolve(root.toRealPath().relativize(file.toRealPath())) : file;
      Beneath.write(root, target, encode(path, text, charset));
      // build tools compare times: one that did not move on would hide the change
      if (existed && Files.getLastModifiedTime(file).compareTo(before) <= 0) {
        Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path + ": " + describe(e), e);
    }
  }

  @Override
  public void close() {
    temporary.close();
  }

  private Path inside(String path) {
    Path file = root.resolve(path).normalize();
    if (!file.startsWith(root)) {
      throw new IllegalArgumentException(path + " lies outside the project");
    }
    // the nearest directory that exists tells where the file really is
    Path existing = file;
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      existing = existing.resolve("..").normalize();
    }
    try {
      if (!existing.toRealPath().startsWith(root.toRealPath())) {
        throw new IllegalArgumentException(path + " is a link out of the project");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(path + " is a broken link", e);
    }
    return file;
  }

  private String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static byte[] bytesOf(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static Charset charsetOf(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return StandardCharsets.UTF_8;
    } catch (CharacterCodingException _) {
      return StandardCharsets.ISO_8859_1;
    }
  }

  private static byte[] encode(String path, String text, Charset charset) {
    CharsetEncoder encoder = charset.newEncoder();
    if (encoder.canEncode(CharBuffer.wrap(text))) {
      return text.getBytes(charset);
    }
    if (!path.endsWith(".java")) {
      throw new IllegalArgumentException(path + " is " + charset + " and cannot hold the new text");
    }
    // the language's own spelling of a character that the file's character set lacks
    StringBuilder escaped = new StringBuilder(text.length() + 32);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      escaped.append(encoder.canEncode(c) ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return escaped.toString().getBytes(charset);
  }

  /// Copies what it walks over.
  private static final class Copying extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;
    private final Path temporary;

    Copying(Path from, Path to, Path temporary) {
      this.from = from;
      this.to = to;
      this.temporary = temporary;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (!directory.equals(from) && isLeftOut(directory)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      Path copy = target(directory);
      Files.createDirectory(copy);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isSymbolicLink()) {
        copyLink(file);
      } else if (attributes.isRegularFile()) {
        Files.copy(file, target(file), StandardCopyOption.COPY_ATTRIBUTES);
      }
      // sockets, pipes and devices are no part of a project
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      // a file that vanished while we walk, such as an editor's or git's lock
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      return FileVisitResult.CONTINUE;
    }

    private void copyLink(Path link) throws IOException {
      if (isLeftOut(link)) {
        return;
      }
      Path aim = Files.readSymbolicLink(link);
      Path absolute = link.resolveSibling(aim).normalize();
      Path copy = target(link);
      if (absolute.startsWith(from)) {
        Path parent = link.getParent();
        Files.createSymbolicLink(copy, parent == null ? aim : parent.relativize(absolute));
      } else {
        Files.createSymbolicLink(copy, absolute);
      }
    }

    private boolean isLeftOut(Path path) {
      Path beside = path.resolveSibling("");
      return switch (path.getFileName().toString()) {
        case "node_modules", ".gradle" -> true;
        case "target" -> isMaven(beside);
        case "build" -> isGradle(beside);
        case "out" ->
            (isMaven(beside) || isGradle(beside))
                && (Files.isDirectory(path.resolve("production"))
                    || Files.isDirectory(path.resolve("test"))
                    || isGradle(beside));
        default -> path.equals(temporary);
      };
    }

    private static boolean isMaven(Path directory) {
      return Files.exists(directory.resolve("pom.xml"));
    }

    private static boolean isGradle(Path directory) {
      return Stream.of("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts")
          .anyMatch(name -> Files.exists(directory.resolve(name)));
    }

    private Path target(Path path) {
      return to.resolve(from.relativize(path).toString());
    }
  }
}
