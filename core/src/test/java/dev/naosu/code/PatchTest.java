package dev.naosu.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatchTest {
  private static Edit edit(String path, int start, int length, String replacement) {
    return new Edit(path, new Span(start, length), replacement);
  }

  @Test
  void edits_are_applied_by_position_whatever_the_order_they_were_given_in() {
    Patch patch = Patch.of(edit("A", 4, 1, "E"), edit("A", 0, 1, "xx"), edit("A", 2, 0, "-"));
    assertThat(patch.applyTo("A", "abcde")).isEqualTo("xxb-cdE");
    assertThat(patch)
        .isEqualTo(Patch.of(edit("A", 0, 1, "xx"), edit("A", 2, 0, "-"), edit("A", 4, 1, "E")));
  }

  @Test
  void edits_that_overlap_are_refused() {
    assertThatThrownBy(() -> Patch.of(edit("A", 0, 3, ""), edit("A", 2, 2, "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("overlap");
    assertThatThrownBy(() -> Patch.of(edit("A", 0, 3, ""), edit("A", 1, 0, "x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void edits_may_touch_and_the_same_place_in_another_file_is_another_place() {
    assertThat(Patch.of(edit("A", 0, 2, "x"), edit("A", 2, 1, "y")).applyTo("A", "abc"))
        .isEqualTo("xy");
    assertThat(Patch.of(edit("A", 0, 2, "x"), edit("B", 1, 2, "y")).paths())
        .containsExactly("A", "B");
  }

  @Test
  void two_insertions_at_one_place_keep_their_order() {
    assertThat(Patch.of(edit("A", 1, 0, "1"), edit("A", 1, 0, "2")).applyTo("A", "ab"))
        .isEqualTo("a12b");
  }

  @Test
  void a_patch_without_edits_is_refused() {
    assertThatThrownBy(() -> new Patch(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_edit_outside_the_text_leaves_nothing_half_done() {
    Patch patch = Patch.of(edit("A", 0, 1, "x"), edit("A", 9, 1, "y"));
    assertThatThrownBy(() -> patch.applyTo("A", "short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("which has 5 characters");
  }

  @Test
  void every_file_of_the_patch_is_changed_and_no_other() {
    Map<String, String> texts = Map.of("A", "aaa", "B", "bbb", "C", "ccc");
    Patch patch = Patch.of(edit("C", 1, 1, "-"), edit("A", 0, 3, ""));
    assertThat(patch.applyTo(path -> texts.getOrDefault(path, "")))
        .isEqualTo(Map.of("A", "", "C", "c-c"));
    assertThat(patch.applyTo("B", "bbb")).isEqualTo("bbb");
  }

  @Test
  void windows_line_ends_around_an_edit_stay() {
    assertThat(Patch.of(edit("A", 3, 1, "z")).applyTo("A", "x\r\ny\r\n")).isEqualTo("x\r\nz\r\n");
  }
}
