package dev.naosu.repair.donor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.repair.Codebase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelevanceTest {
  private static final Map<String, String> FILES =
      Map.of(
          "A.java", "class A { int total; int price; }",
          "B.java", "class B { int total; }",
          "C.java", "class C { String name; }");

  private static Codebase codebase(List<String> read) {
    return new Codebase(
        List.copyOf(FILES.keySet()),
        path -> {
          read.add(path);
          return FILES.getOrDefault(path, "");
        },
        _ -> {
          throw new AssertionError("nothing is attributed");
        },
        (_, _) -> {
          throw new AssertionError("nothing is attributed");
        });
  }

  @Test
  void files_that_share_rare_words_come_first_and_others_not_at_all() {
    assertThat(Relevance.of(codebase(new ArrayList<>())).files("price * total", 5))
        .containsExactly("A.java", "B.java");
  }

  @Test
  void no_more_files_than_asked_for() {
    assertThat(Relevance.of(codebase(new ArrayList<>())).files("price * total", 1))
        .containsExactly("A.java");
  }

  @Test
  void each_file_is_read_once_however_often_one_asks() {
    List<String> read = new ArrayList<>();
    Codebase codebase = codebase(read);
    Relevance.of(codebase).files("total", 5);
    Relevance.of(codebase).files("name", 5);
    assertThat(read).containsExactly("A.java", "B.java", "C.java");
  }
}
