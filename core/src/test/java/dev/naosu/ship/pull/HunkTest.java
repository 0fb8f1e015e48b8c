package dev.naosu.ship.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.ship.Change;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HunkTest {
  @Test
  void lines_are_replaced_and_what_is_added_goes_with_the_line_before() {
    assertThat(of("a\nb\nc\n", "a\nB\nc\n")).containsExactly(new Hunk("X", 2, 2, List.of("B")));
    assertThat(of("a\nc\n", "a\nb\nc\n")).containsExactly(new Hunk("X", 1, 1, List.of("a", "b")));
    assertThat(of("a\n", "0\na\n")).containsExactly(new Hunk("X", 1, 1, List.of("0", "a")));
    assertThat(of("a\nb\nc\nd\n", "a\nd\n")).containsExactly(new Hunk("X", 2, 3, List.of()));
  }

  private static List<Hunk> of(String before, String after) {
    return Hunk.of(new Change(Map.of("X", before), Map.of("X", after, "New", "x\n")));
  }
}
