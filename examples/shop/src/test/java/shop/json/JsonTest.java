package shop.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void readsEveryKindOfValue() {
    assertEquals(
        Map.of("a", List.of(1L, -2.5, true, false, "x"), "b", Map.of(), "c", List.of()),
        Json.parse(" {\"a\" : [1, -2.5, true, false, \"x\"], \"b\":{}, \"c\":[] } "));
    assertEquals(Arrays.asList(1L, null), Json.parse("[1,null]"));
  }

  @Test
  void readsWhatItWrote() {
    Map<String, Object> value =
        Map.of("text", "\"quoted\" \\ \n\t\u0001 ä 😀", "list", List.of(Map.of("n", 7L)));
    assertEquals(value, Json.parse(Json.write(value)));
  }

  @Test
  void refusesWhatIsNotJson() {
    for (String text :
        List.of(
            "",
            "{",
            "[1,]",
            "{\"a\"}",
            "01",
            "nul",
            "\"a",
            "\"\\x\"",
            "1 2",
            "-",
            "1e",
            "{a:1}",
            "99999999999999999999",
            "\"\\u12g4\"",
            "[".repeat(1_000))) {
      assertThrows(Json.Malformed.class, () -> Json.parse(text), text);
    }
  }
}
