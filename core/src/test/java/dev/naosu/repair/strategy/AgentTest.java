package dev.naosu.repair.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naosu.detect.TestRun;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgentTest {
  private static String tool(String call) {
    return "Let me see.\n\n```tool\n" + call + "\n```\n";
  }

  private static String change(String replacement) {
    return tool("test")
        + "\n```java\nsrc/main/java/shop/Cart.java\n<<<<<<< SEARCH\n"
        + "    return sum() / lines.size();\n=======\n    return "
        + replacement
        + ";\n>>>>>>> REPLACE\n```\n";
  }

  /// What the model was told after a call of a tool.
  private static String result(String call) throws InterruptedException {
    ScriptedModel model = ScriptedModel.saying(tool(call), tool("giveUp"));
    ShopCase.open(Strategy.AGENT, model).next(List.of());
    return model.told(1);
  }

  @Test
  void it_reads_suggests_hears_of_the_tests_and_goes_on() throws InterruptedException {
    ScriptedModel model =
        ScriptedModel.saying(
            tool("methodInfo Cart.average"), change("sum()"), change(ShopCase.GOOD));
    Proposer.Session session = ShopCase.open(Strategy.AGENT, model);

    Suggestion first = session.next(List.of()).getFirst();
    Suggestion second =
        session
            .next(
                List.of(
                    new Tried.Breaks(
                        first, List.of(ShopCase.run(TestRun.Status.FAILED, "was <6>")))))
            .getFirst();

    assertThat(model.told(1)).contains("return sum() / lines.size();", "Steps left: 24.");
    assertThat(model.told(2)).contains("others that passed before fail", "was <6>");
    assertThat(first.independent()).isTrue();
    assertThat(second.independent()).isFalse();
    assertThat(ShopCase.after(second)).contains(ShopCase.GOOD);
    assertThat(second.candidate().operator()).isEqualTo("model:agent");
    assertThat(session.next(List.of(new Tried.Plausible(second)))).isEmpty();
  }

  @Test
  void its_tools_read_the_main_sources() throws InterruptedException {
    assertThat(result("fileInfo Till.java"))
        .contains("3-7: class Till", "4-6: int shown(Cart cart)");
    assertThat(result("classInfo shop.Cart"))
        .contains("src/main/java/shop/Cart.java", "6-6: private final List<Integer> lines;");
    assertThat(result("lines src/main/java/shop/Cart.java 12 13"))
        .contains("public int average() {\n    return sum()")
        .doesNotContain("private int sum");
    assertThat(result("symbol sum")).contains("Cart.java:13", "Cart.java:16");
    assertThat(result("callers Cart.average")).contains("Till.java:5 in shown: cart.average()");
    assertThat(result("methodInfo Cart.gone")).contains("no such method");
  }

  @Test
  void no_other_file_exists_for_it() throws InterruptedException {
    for (String path :
        List.of(
            "/etc/passwd",
            "../../../../etc/passwd",
            "/proc/self/environ",
            "src/main/java/shop/../../../../pom.xml",
            "pom.xml",
            "src/test/java/shop/CartTest.java")) {
      assertThat(result("fileInfo " + path)).as(path).contains("no such file");
      assertThat(result("lines " + path + " 1 9")).as(path).contains("no such file");
    }
  }

  @Test
  void three_answers_out_of_form_end_it() throws InterruptedException {
    ScriptedModel model =
        ScriptedModel.saying(
            "I think.", tool("rm -rf /"), tool("fileInfo Till.java") + tool("giveUp"), "more");
    Proposer.Session session = ShopCase.open(Strategy.AGENT, model);

    assertThat(session.next(List.of())).isEmpty();
    assertThat(model.asked()).hasSize(3);
    assertThat(session.why()).hasValueSatisfying(why -> assertThat(why).contains("form of tools"));
  }

  @Test
  void a_good_call_forgives_errors_of_form() throws InterruptedException {
    ScriptedModel model =
        ScriptedModel.saying(
            "a", "b", tool("symbol sum"), "c", "d", tool("symbol lines"), change("1"));

    assertThat(ShopCase.open(Strategy.AGENT, model).next(List.of())).hasSize(1);
  }

  @Test
  void it_ends_when_it_repeats_itself() throws InterruptedException {
    ScriptedModel model =
        ScriptedModel.saying(Collections.nCopies(9, tool("symbol sum")).toArray(String[]::new));
    Proposer.Session session = ShopCase.open(Strategy.AGENT, model);

    assertThat(session.next(List.of())).isEmpty();
    assertThat(model.asked()).hasSize(4);
    assertThat(session.why()).contains("the agent repeats itself");
  }

  @Test
  void it_has_twenty_five_steps() throws InterruptedException {
    ScriptedModel model =
        ScriptedModel.saying(
            IntStream.range(0, 40).mapToObj(i -> tool("symbol a" + i)).toArray(String[]::new));
    Proposer.Session session = ShopCase.open(Strategy.AGENT, model);

    assertThat(session.next(List.of())).isEmpty();
    assertThat(model.asked()).hasSize(25);
    assertThat(session.why()).contains("the agent found nothing in 25 steps");
  }

  @Test
  void it_changes_only_what_it_has_read_or_was_shown() throws InterruptedException {
    String other =
        tool("test")
            + "src/test/java/shop/CartTest.java\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n";
    ScriptedModel model = ScriptedModel.saying(other, tool("giveUp"));
    Proposer.Session session = ShopCase.open(Strategy.AGENT, model);

    assertThat(session.next(List.of())).isEmpty();
    assertThat(model.told(1)).contains("cannot be applied", "offered are");
    assertThat(session.why()).contains("the agent gave up after 2 steps");
  }
}
