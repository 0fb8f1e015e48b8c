package dev.naosu.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.project.Outputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {
  private static final byte[] NEW = {1, 2};

  @TempDir private Path directory;
  private Path known;

  @BeforeEach
  void a_class_file() throws IOException {
    known = directory.resolve("A.class");
    Files.write(known, new byte[] {9});
  }

  @Test
  void class_files_are_in_place_until_the_swap_is_closed() throws IOException {
    Path fresh = directory.resolve("p/q/B.class");
    try (Outputs.Swap _ = new OutputFiles(directory).swap(Map.of(known, NEW, fresh, NEW))) {
      assertThat(known).hasBinaryContent(NEW);
      assertThat(fresh).hasBinaryContent(NEW);
    }
    assertThat(known).hasBinaryContent(new byte[] {9});
    assertThat(fresh).doesNotExist();
  }

  @Test
  void class_files_are_listed_and_read_and_what_is_none_is_not(@TempDir Path outside)
      throws IOException {
    Path nested = Files.createDirectories(directory.resolve("p")).resolve("B.class");
    Files.write(nested, NEW);
    Files.writeString(directory.resolve("p/notes.txt"), "no class");
    Path secret = Files.writeString(outside.resolve("S.class"), "secret");
    Path link = Files.createSymbolicLink(directory.resolve("S.class"), secret);
    Outputs outputs = new OutputFiles(directory);
    assertThat(outputs.classFiles(directory)).containsExactlyInAnyOrder(known, nested, link);
    assertThat(outputs.classFiles(directory.resolve("absent"))).isEmpty();
    assertThat(outputs.read(nested)).hasValueSatisfying(each -> assertThat(each).isEqualTo(NEW));
    assertThat(outputs.read(directory.resolve("absent/C.class"))).isEmpty();
    assertThat(directory.resolve("absent")).doesNotExist();
    assertThat(outputs.read(link)).isEmpty();
    assertThat(secret).hasContent("secret");
  }

  @Test
  void a_swap_that_fails_halfway_leaves_nothing_changed() {
    Map<Path, byte[]> files = new LinkedHashMap<>();
    files.put(known, NEW);
    files.put(known.resolve("below/a/file/B.class"), NEW);
    assertThatThrownBy(() -> new OutputFiles(directory).swap(files))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(known).hasBinaryContent(new byte[] {9});
  }

  @Test
  void nothing_to_swap_is_undone_by_nothing() {
    try (Outputs.Swap _ = new OutputFiles(directory).swap(Map.of())) {
      assertThat(known).exists();
    }
    assertThat(known).hasBinaryContent(new byte[] {9});
  }

  @Test
  void a_link_that_leads_out_is_not_followed(@TempDir Path outside) throws IOException {
    Files.createSymbolicLink(directory.resolve("p"), outside);
    Path file = directory.resolve("p/q/B.class");
    Path kept = Files.writeString(outside.resolve("C.class"), "kept");
    Files.createSymbolicLink(directory.resolve("C.class"), kept);
    try (Outputs.Swap _ =
        new OutputFiles(directory).swap(Map.of(file, NEW, directory.resolve("C.class"), NEW))) {
      assertThat(file).hasBinaryContent(NEW);
      assertThat(directory.resolve("C.class")).hasBinaryContent(NEW);
    }
    assertThat(outside.resolve("q")).doesNotExist();
    assertThat(kept).hasContent("kept");
  }

  @Test
  void a_link_that_stays_inside_is_followed() throws IOException {
    Path real = Files.createDirectory(directory.resolve("real"));
    Files.createSymbolicLink(directory.resolve("p"), real);
    try (Outputs.Swap _ =
        new OutputFiles(directory).swap(Map.of(directory.resolve("p/B.class"), NEW))) {
      assertThat(real.resolve("B.class")).hasBinaryContent(NEW);
    }
    assertThat(real.resolve("B.class")).doesNotExist();
  }

  @Test
  @Timeout(20)
  void a_pipe_in_the_place_of_a_file_holds_nobody_up() throws Exception {
    Path pipe = directory.resolve("Pipe.class");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    try (Outputs.Swap _ = new OutputFiles(directory).swap(Map.of(pipe, NEW))) {
      assertThat(pipe).hasBinaryContent(NEW);
    }
    assertThat(pipe).doesNotExist();
  }
}
