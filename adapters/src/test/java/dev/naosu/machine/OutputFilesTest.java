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
    try (Outputs.Swap _ = new OutputFiles().swap(Map.of(known, NEW, fresh, NEW))) {
      assertThat(known).hasBinaryContent(NEW);
      assertThat(fresh).hasBinaryContent(NEW);
    }
    assertThat(known).hasBinaryContent(new byte[] {9});
    assertThat(fresh).doesNotExist();
  }

  @Test
  void a_swap_that_fails_halfway_leaves_nothing_changed() {
    Map<Path, byte[]> files = new LinkedHashMap<>();
    files.put(known, NEW);
    files.put(known.resolve("below/a/file/B.class"), NEW);
    assertThatThrownBy(() -> new OutputFiles().swap(files))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(known).hasBinaryContent(new byte[] {9});
  }

  @Test
  void nothing_to_swap_is_undone_by_nothing() {
    try (Outputs.Swap _ = new OutputFiles().swap(Map.of())) {
      assertThat(known).exists();
    }
    assertThat(known).hasBinaryContent(new byte[] {9});
  }
}
