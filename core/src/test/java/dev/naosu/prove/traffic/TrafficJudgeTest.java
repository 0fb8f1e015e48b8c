package dev.naosu.prove.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.naosu.detect.Body;
import dev.naosu.detect.RecordedRequest;
import dev.naosu.detect.RecordedRequest.Role;
import dev.naosu.prove.traffic.Content.Items;
import dev.naosu.prove.traffic.Content.Kind;
import dev.naosu.prove.traffic.Content.Members;
import dev.naosu.prove.traffic.Content.Value;
import dev.naosu.prove.traffic.TrafficProof.Difference;
import dev.naosu.prove.traffic.TrafficProof.LeftOut;
import dev.naosu.prove.traffic.TrafficProof.Noise;
import dev.naosu.prove.traffic.TrafficProof.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrafficJudgeTest {
  /// What a start answers to a request: both by number.
  private interface Build extends BiFunction<Integer, Integer, Reply> {}

  @Test
  void builds_that_answer_the_same_hold() {
    Build build = (_, request) -> ok(members("total", number("" + request)));
    TrafficProof proof = judged(good(60), build, build);
    assertThat(proof.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(proof.compared()).isEqualTo(60);
    assertThat(proof.differences()).isEmpty();
    assertThat(proof.noise()).isEmpty();
    assertThat(proof.proof())
        .containsExactly("60 good requests were answered the same by both builds.");
  }

  @Test
  void a_difference_is_told_field_by_field_with_the_share_of_requests_it_touches() {
    Build old = (_, _) -> ok(members("total", number("12.50"), "name", text("milk")));
    Build fresh =
        (_, request) ->
            ok(members("total", number(request < 3 ? "12.5" : "12.50"), "name", text("milk")));
    TrafficProof proof = judged(good(60), old, fresh);
    assertThat(proof.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(proof.differences())
        .extracting(Difference::line)
        .containsExactly("$.total: 3 of 60 requests (5 %), 12.50 → 12.5");
    assertThat(proof.reasons())
        .contains(
            "The new build answers otherwise at $.total: 3 of 60 requests (5 %), 12.50 → 12.5 (GET"
                + " /things/0).");
    assertThat(proof.doubts()).isNotEmpty();
  }

  @Test
  void one_request_is_enough_where_the_field_is_quiet() {
    Build old = (_, _) -> ok(members("total", number("1")));
    Build fresh = (_, request) -> ok(members("total", number(request == 7 ? "2" : "1")));
    assertThat(judged(good(60), old, fresh).verdict()).isEqualTo(Verdict.DIFFERS);
  }

  @Test
  void what_differs_between_starts_of_the_old_build_is_noise_and_is_told() {
    Random random = new Random(1);
    Build build = (_, _) -> ok(members("at", text("" + random.nextLong()), "total", number("1")));
    TrafficProof proof = judged(good(20), build, build);
    assertThat(proof.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(proof.noise()).containsExactly(new Noise("$.at", 20, 20));
    assertThat(proof.proof().getFirst()).contains("1 field that differs");
  }

  @Test
  void a_noisy_field_that_becomes_something_else_is_a_difference() {
    Random random = new Random(1);
    Build old = (_, _) -> ok(members("id", text("" + random.nextLong())));
    Build fresh = (_, _) -> ok(members("id", new Value(Kind.NOTHING, "null")));
    TrafficProof proof = judged(good(20), old, fresh);
    assertThat(proof.differences())
        .extracting(Difference::line)
        .containsExactly("$.id (kind): 20 of 20 requests (100 %), a text → null");
  }

  @Test
  void a_field_that_is_seldom_noisy_differs_when_chance_does_not_explain_it() {
    // one answer in twenty comes from a cache that has gone stale
    Random random = new Random(3);
    Build old = (_, _) -> ok(members("cached", text(random.nextInt(20) == 0 ? "yes" : "no")));
    Build fresh =
        (_, request) ->
            ok(members("cached", text(request % 3 == 0 || random.nextInt(20) == 0 ? "yes" : "no")));
    TrafficProof same = judged(good(60), old, old);
    assertThat(same.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(same.noise()).extracting(Noise::field).containsExactly("$.cached");
    TrafficProof other = judged(good(60), old, fresh);
    assertThat(other.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(other.differences().getFirst().chance()).isBetween(0.0, TrafficJudge.ALPHA);
  }

  @Test
  void builds_that_answer_alike_with_much_noise_are_hardly_ever_told_apart() {
    int wrong = 0;
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      Build build =
          (_, _) ->
              ok(members("a", number("" + random.nextInt(2)), "b", number("" + random.nextInt(3))));
      wrong += judged(good(30), build, build).verdict() == Verdict.HOLDS ? 0 : 1;
    }
    assertThat(wrong).isLessThanOrEqualTo(8);
  }

  @Test
  void items_that_have_ids_are_compared_by_them_and_their_order_is_a_field_of_its_own() {
    Build old = (_, _) -> ok(items(item("1", "a"), item("2", "b"), item("3", "c")));
    Build fresh = (_, _) -> ok(items(item("1", "a"), item("3", "x"), item("2", "b")));
    assertThat(judged(good(4), old, fresh).differences())
        .extracting(Difference::line)
        .containsExactlyInAnyOrder(
            "$[].name: 4 of 4 requests (100 %), \"c\" → \"x\"",
            "$ (order): 4 of 4 requests (100 %), [1, 2, 3] → [1, 3, 2]");
  }

  @Test
  void order_does_not_count_where_it_changes_from_start_to_start() {
    Random random = new Random(5);
    Build build =
        (_, _) -> {
          List<Content> shuffled =
              new ArrayList<>(List.of(text("a"), text("b"), text("c"), text("d")));
          Collections.shuffle(shuffled, random);
          return ok(new Items(shuffled));
        };
    assertThat(judged(good(10), build, build).noise()).isEmpty();
    Build lacking = (_, _) -> ok(items(text("d"), text("b"), text("a"), text("x")));
    assertThat(judged(good(10), build, lacking).differences())
        .extracting(Difference::field)
        .containsExactly("$[]");
  }

  @Test
  void items_whose_ids_are_random_are_compared_by_position() {
    Random random = new Random(5);
    Build build =
        (_, _) -> ok(items(item("" + random.nextInt(), "a"), item("" + random.nextInt(), "b")));
    TrafficProof proof = judged(good(10), build, build);
    assertThat(proof.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(proof.noise()).extracting(Noise::field).containsExactly("$[].id");
  }

  @Test
  void another_status_is_one_difference_and_not_one_for_each_field_of_the_body() {
    Build old = (_, _) -> ok(members("a", number("1"), "b", number("2")));
    Build fresh =
        (_, _) -> new Reply.Answered(404, new TreeMap<>(), new Content.Lines(List.of("no")));
    assertThat(judged(good(5), old, fresh).differences())
        .extracting(Difference::line)
        .containsExactly("status: 5 of 5 requests (100 %), 200 → 404");
  }

  @Test
  void a_build_that_ends_in_the_middle_is_told_with_the_request() {
    Build old = (_, _) -> ok(members("a", number("1")));
    Build fresh =
        (_, request) ->
            request == 2
                ? new Reply.Died("the process ended with exit code 134")
                : ok(members("a", number("1")));
    TrafficProof proof = judged(good(5), old, fresh);
    assertThat(proof.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(proof.reasons())
        .contains(
            "The new build ended while it was asked GET /things/2: the process ended with exit code"
                + " 134.");
  }

  @Test
  void what_failed_must_fail_in_the_old_build_and_be_answered_well_by_the_new_one() {
    Build broken = (_, request) -> request == 0 ? status(500) : ok(members("a", number("1")));
    Build mended = (_, _) -> ok(members("a", number("1")));
    List<Asked> asked = new ArrayList<>(List.of(failing(0)));
    asked.addAll(IntStream.range(1, 9).mapToObj(TrafficJudgeTest::good1).toList());
    TrafficProof holds = judged(asked, broken, mended);
    assertThat(holds.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(holds.differences()).isEmpty();
    assertThat(holds.failing()).isEqualTo(new TrafficProof.Failing(1, 1, 1));
    assertThat(judged(asked, broken, broken).verdict()).isEqualTo(Verdict.STILL_FAILS);
  }

  @Test
  void what_does_not_fail_in_the_old_build_here_is_never_a_proof() {
    Build well = (_, _) -> ok(members("a", number("1")));
    TrafficProof proof = judged(List.of(failing(0), good1(1)), well, well);
    assertThat(proof.verdict()).isEqualTo(Verdict.NOT_REPRODUCED);
    assertThat(proof.proof()).isEmpty();
    assertThat(proof.reasons().getFirst()).contains("nothing is proven");
  }

  @Test
  void what_fails_only_now_and_then_in_the_old_build_is_not_reproduced() {
    Build flaky = (start, _) -> start == 0 ? status(500) : ok(members());
    assertThat(judged(List.of(failing(0)), flaky, flaky).verdict())
        .isEqualTo(Verdict.NOT_REPRODUCED);
  }

  @Test
  void what_should_have_been_answered_decides_where_somebody_said_so() {
    Asked asked =
        new Asked(
            request(0, Role.FAILING),
            answered(200, members("total", number("3"))),
            Optional.of(answered(200, members("total", number("4"), "token", text("[secret]")))));
    Build old = (_, _) -> ok(members("total", number("3"), "token", text("x")));
    Build right = (_, _) -> ok(members("total", number("4"), "token", text("y")));
    Build other = (_, _) -> ok(members("total", number("5"), "token", text("y")));
    assertThat(judged(List.of(asked), old, right).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(judged(List.of(asked), old, other).verdict()).isEqualTo(Verdict.STILL_FAILS);
  }

  @Test
  void a_wrong_answer_of_which_only_the_status_was_kept_tells_nothing() {
    Asked asked =
        new Asked(request(0, Role.FAILING), answered(200, new Content.Unknown()), Optional.empty());
    Build build = (_, _) -> ok(members());
    TrafficProof proof = judged(List.of(asked), build, build);
    assertThat(proof.verdict()).isEqualTo(Verdict.NOT_REPRODUCED);
    assertThat(proof.leftOut())
        .containsExactly(new LeftOut("their wrong answer was not kept, nor the right one", 1));
  }

  @Test
  void good_requests_that_the_old_build_fails_at_here_are_left_out() {
    Build build =
        (_, request) -> request < 3 ? status(503) : request < 5 ? status(401) : ok(members());
    TrafficProof proof = judged(good(6), build, build);
    assertThat(proof.compared()).isEqualTo(1);
    assertThat(proof.leftOut()).extracting(LeftOut::requests).containsExactly(3, 2);
    Build down = (_, _) -> status(503);
    assertThat(judged(good(6), down, down).verdict()).isEqualTo(Verdict.COULD_NOT_RUN);
  }

  @Test
  void texts_are_compared_by_line_and_what_is_no_text_by_its_hash() {
    Build old = (_, _) -> ok(new Content.Lines(List.of("<html>", "<b>1</b>", "</html>")));
    Build fresh = (_, _) -> ok(new Content.Lines(List.of("<html>", "<b>2</b>", "</html>")));
    assertThat(judged(good(2), old, fresh).differences())
        .extracting(Difference::line)
        .containsExactly("line 2: 2 of 2 requests (100 %), \"<b>1</b>\" → \"<b>2</b>\"");
    Build picture = (_, _) -> ok(new Content.Bytes(3, "a".repeat(64)));
    Build another = (_, _) -> ok(new Content.Bytes(4, "b".repeat(64)));
    assertThat(judged(good(2), picture, another).differences())
        .extracting(Difference::field)
        .containsExactly("body");
  }

  @Test
  void two_starts_and_one_leave_one_third_to_chance_three_and_two_one_tenth() {
    assertThat(starts(List.of(), 2, 1).chance()).isCloseTo(1.0 / 3, within(1e-9));
    assertThat(starts(List.of(), 3, 2).chance()).isCloseTo(0.1, within(1e-9));
    assertThat(starts(List.of(), 2, 2).chance()).isCloseTo(1.0 / 3, within(1e-9));
  }

  @Test
  void requests_that_change_something_need_somebodys_word() {
    RecordedRequest get = request(0, Role.GOOD);
    RecordedRequest post = request("POST", "/quotes/7");
    assertThat(SideEffects.UNKNOWN.allows(get)).isTrue();
    assertThat(SideEffects.UNKNOWN.allows(post)).isFalse();
    assertThat(new SideEffects(true, List.of(), false).allows(post)).isTrue();
    assertThat(new SideEffects(false, List.of(), true).allows(post)).isTrue();
    assertThat(new SideEffects(false, List.of("/quotes/*"), false).allows(post)).isTrue();
    assertThat(new SideEffects(false, List.of("PUT /quotes/*"), false).allows(post)).isFalse();
    assertThat(new SideEffects(false, List.of("POST /quotes/**"), false).allows(post)).isTrue();
    assertThat(new SideEffects(false, List.of("/search"), false).allows(post)).isFalse();
  }

  private static TrafficProof judged(List<Asked> asked, Build old, Build fresh) {
    return new TrafficJudge(
            asked, new Starts(replies(asked, old, 3), replies(asked, fresh, 2)), List.of())
        .judge();
  }

  private static Starts starts(List<Asked> asked, int old, int fresh) {
    Build build = (_, _) -> status(200);
    return new Starts(replies(asked, build, old), replies(asked, build, fresh));
  }

  private static List<List<Reply>> replies(List<Asked> asked, Build build, int starts) {
    List<List<Reply>> all = new ArrayList<>();
    for (int start = 0; start < starts; start++) {
      List<Reply> replies = new ArrayList<>();
      for (int request = 0; request < asked.size(); request++) {
        replies.add(build.apply(start, request));
      }
      all.add(replies);
    }
    return all;
  }

  private static List<Asked> good(int count) {
    return IntStream.range(0, count).mapToObj(TrafficJudgeTest::good1).toList();
  }

  private static Asked good1(int number) {
    return new Asked(
        request(number, Role.GOOD), answered(200, new Content.Unknown()), Optional.empty());
  }

  private static Asked failing(int number) {
    return new Asked(
        request(number, Role.FAILING), answered(500, new Content.Unknown()), Optional.empty());
  }

  private static RecordedRequest request(int number, Role role) {
    return new RecordedRequest(
        "r" + number,
        role,
        "GET",
        "/things/" + number,
        "",
        Map.of(),
        Body.EMPTY,
        new RecordedRequest.Answer(200, Map.of(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        Optional.empty());
  }

  private static RecordedRequest request(String method, String path) {
    return new RecordedRequest(
        "x",
        Role.GOOD,
        method,
        path,
        "",
        Map.of(),
        Body.EMPTY,
        new RecordedRequest.Answer(200, Map.of(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        Optional.empty());
  }

  private static Reply.Answered answered(int status, Content body) {
    return new Reply.Answered(status, new TreeMap<>(), body);
  }

  private static Reply ok(Content body) {
    return answered(200, body);
  }

  private static Reply status(int status) {
    return answered(status, members());
  }

  private static Members members(Object... namesAndValues) {
    TreeMap<String, Content> members = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], (Content) namesAndValues[i + 1]);
    }
    return new Members(members);
  }

  private static Members item(String id, String name) {
    return members("id", number(id), "name", text(name));
  }

  private static Items items(Content... items) {
    return new Items(List.of(items));
  }

  private static Value number(String text) {
    return new Value(Kind.NUMBER, text);
  }

  private static Value text(String text) {
    return new Value(Kind.TEXT, text);
  }
}
