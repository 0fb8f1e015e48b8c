package dev.naosu.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryCopyTest {
  @TempDir Path directory;
  private Path source;

  @BeforeEach
  void makeSource() throws IOException {
    source = Files.createDirectory(directory.resolve("orders"));
    write("src/A.java", "class A {}\n");
  }

  @Test
  void the_copy_has_the_name_and_files_of_the_project_and_goes_when_closed() throws IOException {
    write(".git/HEAD", "ref: refs/heads/main\n");
    DirectoryCopy copy = DirectoryCopy.of(source);
    assertThat(copy.root()).isAbsolute().hasFileName("orders");
    assertThat(copy.javaFiles("")).containsExactly("src/A.java");
    assertThat(copy.javaFiles("nowhere")).isEmpty();
    assertThat(copy.read("src/A.java")).isEqualTo("class A {}\n");
    assertThat(copy.root().resolve(".git/HEAD")).exists();
    copy.close();
    copy.close();
    assertThat(copy.root().getParent()).doesNotExist();
  }

  @Test
  void writing_changes_the_copy_only() throws IOException {
    try (DirectoryCopy copy = DirectoryCopy.of(source)) {
      copy.write("src/A.java", "class A { int x; }\n");
      copy.write("src/deep/B.java", "class B {}\n");
      assertThat(copy.read("src/A.java")).isEqualTo("class A { int x; }\n");
      assertThat(copy.javaFiles("src")).containsExactly("src/A.java", "src/deep/B.java");
    }
    assertThat(source.resolve("src/A.java")).hasContent("class A {}\n");
    assertThat(source.resolve("src/deep")).doesNotExist();
  }

  @Test
  void build_outputs_are_left_out_but_directories_that_only_share_their_name_are_not()
      throws IOException {
    write("pom.xml", "<project/>");
    write("target/classes/A.class", "");
    write("build/rules.xml", "");
    write("src/target/T.java", "class T {}");
    write("lib/build.gradle", "");
    write("lib/build/x.class", "");
    write("lib/.gradle/cache", "");
    write("web/node_modules/x.js", "");
    try (DirectoryCopy copy = DirectoryCopy.of(source)) {
      assertThat(copy.root().resolve("target")).doesNotExist();
      assertThat(copy.root().resolve("lib/build")).doesNotExist();
      assertThat(copy.root().resolve("lib/.gradle")).doesNotExist();
      assertThat(copy.root().resolve("web/node_modules")).doesNotExist();
      assertThat(copy.root().resolve("build/rules.xml")).exists();
      assertThat(copy.javaFiles("")).contains("src/target/T.java");
    }
  }

  @Test
  void links_stay_links_and_nothing_is_written_through_one_that_leaves_the_tree()
      throws IOException {
    Path outside = Files.writeString(directory.resolve("Secret.java"), "class Secret {}");
    Files.createSymbolicLink(source.resolve("src/Secret.java"), outside);
    Files.createSymbolicLink(source.resolve("B.java"), source.resolve("src/A.java"));
    try (DirectoryCopy copy = DirectoryCopy.of(source)) {
      assertThatThrownBy(() -> copy.write("src/Secret.java", "stolen"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("link out of the project");
      assertThatThrownBy(() -> copy.read("../../etc/passwd"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("outside");
      copy.write("B.java", "class A { int through; }");
      assertThat(copy.read("src/A.java")).isEqualTo("class A { int through; }");
    }
    assertThat(outside).hasContent("class Secret {}");
    assertThat(source.resolve("src/A.java")).hasContent("class A {}\n");
  }

  @Test
  void modes_are_kept_and_a_write_protected_project_can_be_copied_changed_and_deleted()
      throws IOException {
    write("mvnw", "#!/bin/sh\n");
    Files.setPosixFilePermissions(
        source.resolve("mvnw"), PosixFilePermissions.fromString("r-xr-xr-x"));
    Files.setPosixFilePermissions(
        source.resolve("src/A.java"), PosixFilePermissions.fromString("r--r--r--"));
    Files.setPosixFilePermissions(
        source.resolve("src"), PosixFilePermissions.fromString("r-xr-xr-x"));
    DirectoryCopy copy = DirectoryCopy.of(source);
    assertThat(copy.root().resolve("mvnw")).isExecutable();
    copy.write("src/A.java", "class A { }");
    copy.write("src/New.java", "class New {}");
    copy.close();
    assertThat(copy.root()).doesNotExist();
    Files.setPosixFilePermissions(
        source.resolve("src"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void a_latin_1_file_is_read_and_written_byte_for_byte() throws IOException {
    byte[] latin =
        "class Größe { String s = \"\u00e9\"; }\r\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(source.resolve("src/L.java"), latin);
    try (DirectoryCopy copy = DirectoryCopy.of(source)) {
      String text = copy.read("src/L.java");
      assertThat(text).contains("Größe").endsWith("\r\n");
      copy.write("src/L.java", text);
      assertThat(copy.root().resolve("src/L.java")).hasBinaryContent(latin);
      copy.write("src/L.java", text.replace("\u00e9", "\u20ac"));
      assertThat(copy.read("src/L.java")).contains("Größe").contains("\\u20ac");
    }
  }

  @Test
  void what_is_no_text_is_not_read() throws IOException {
    Files.write(source.resolve("x.bin"), new byte[] {1, 0, 2});
    try (DirectoryCopy copy = DirectoryCopy.of(source)) {
      assertThatThrownBy(() -> copy.read("x.bin")).hasMessageContaining("not a text file");
      assertThatThrownBy(() -> copy.read("src/None.java"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void two_copies_do_not_know_of_each_other() throws IOException {
    try (DirectoryCopy first = DirectoryCopy.of(source);
        DirectoryCopy second = DirectoryCopy.of(source)) {
      first.write("src/A.java", "first");
      assertThat(second.read("src/A.java")).isEqualTo("class A {}\n");
      first.write("src/B.java", "");
      assertThat(second.javaFiles("")).containsExactly("src/A.java");
    }
  }

  @Test
  void a_file_is_no_project() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> DirectoryCopy.of(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a directory");
  }

  private void write(String path, String text) throws IOException {
    Path file = source.resolve(path);
    Files.createDirectories(file.getParent());
    assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS)).isFalse();
    Files.writeString(file, text);
  }
}
