package dev.naosu.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naosu.journal.Verification.Broken;
import dev.naosu.journal.Verification.Fault;
import dev.naosu.journal.Verification.Intact;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00.123456Z");

  @Test
  void a_journal_as_it_was_written_is_intact() {
    List<Sealed> journal = journal(5);

    assertThat(verify(journal, journal)).isEqualTo(new Intact(journal.getLast().head()));
    assertThat(verify(List.of(), List.of())).isEqualTo(new Intact(Head.EMPTY));
  }

  @Test
  void a_changed_word_is_found_in_each_component() {
    List<Sealed> journal = journal(3);
    Sealed second = journal.get(1);
    Entry entry = second.entry();
    List<Entry> changes =
        List.of(
            new Entry("k", entry.at(), "naosu", "opened", "2", "{}", entry.inputs()),
            new Entry("2", NOON.plusNanos(1000), "naosu", "opened", "2", "{}", entry.inputs()),
            new Entry("2", entry.at(), "mallory", "opened", "2", "{}", entry.inputs()),
            new Entry("2", entry.at(), "naosu", "closed", "2", "{}", entry.inputs()),
            new Entry("2", entry.at(), "naosu", "opened", "3", "{}", entry.inputs()),
            new Entry("2", entry.at(), "naosu", "opened", "2", "more", entry.inputs()),
            new Entry("2", entry.at(), "naosu", "opened", "2", "{}", List.of()),
            new Entry("2", entry.at(), "naosu", "opened", "2", "{}", List.of("ab12", "")),
            new Entry("2", entry.at(), "naosu", "opened", "2", "{}", List.of("ab13")));

    for (Entry change : changes) {
      List<Sealed> tampered = new ArrayList<>(journal);
      tampered.set(1, new Sealed(2, second.previous(), change, second.hash()));
      assertThat(verify(tampered, journal))
          .as(change.toString())
          .isInstanceOfSatisfying(
              Broken.class,
              broken -> {
                assertThat(broken.fault()).isEqualTo(Fault.CHANGED);
                assertThat(broken.number()).isEqualTo(2);
              });
    }
  }

  @Test
  void text_that_moves_from_one_field_to_the_next_is_a_change() {
    Sealed record = Sealed.after(Head.EMPTY, new Entry("k", NOON, "ab", "c", "", "", List.of()));

    Entry moved = new Entry("k", NOON, "a", "bc", "", "", List.of());

    assertThat(new Sealed(1, Hash.ZERO, moved, record.hash()).isIntact()).isFalse();
  }

  @Test
  void a_record_that_was_changed_and_sealed_anew_is_found_by_the_next_one() {
    List<Sealed> journal = journal(4);
    List<Sealed> tampered = new ArrayList<>(journal);
    tampered.set(1, Sealed.after(journal.get(0).head(), entry("mallory")));

    assertThat(verify(tampered, journal))
        .isInstanceOfSatisfying(
            Broken.class,
            broken -> {
              assertThat(broken.fault()).isEqualTo(Fault.CHANGED);
              assertThat(broken.number()).isEqualTo(2);
            });
  }

  @Test
  void the_last_record_sealed_anew_is_found_by_the_kept_head() {
    List<Sealed> journal = journal(3);
    List<Sealed> tampered = new ArrayList<>(journal);
    tampered.set(2, Sealed.after(journal.get(1).head(), entry("mallory")));

    assertThat(verify(tampered, journal))
        .isInstanceOfSatisfying(Broken.class, broken -> assertThat(broken.number()).isEqualTo(3));
  }

  @Test
  void a_past_written_anew_with_its_head_is_found_by_a_head_kept_elsewhere() {
    List<Sealed> journal = journal(5);
    Head printed = journal.get(2).head();
    List<Sealed> anew = new ArrayList<>();
    Head head = Head.EMPTY;
    for (int i = 0; i < 5; i++) {
      anew.add(Sealed.after(head, entry("mallory " + i)));
      head = anew.getLast().head();
    }

    assertThat(Chain.verify(anew.iterator(), head, List.of())).isInstanceOf(Intact.class);
    assertThat(Chain.verify(anew.iterator(), head, List.of(printed)))
        .isInstanceOfSatisfying(Broken.class, broken -> assertThat(broken.number()).isEqualTo(3));
    assertThat(Chain.verify(journal.iterator(), journal.getLast().head(), List.of(printed)))
        .isInstanceOf(Intact.class);
  }

  @Test
  void removed_records_are_named() {
    List<Sealed> journal = journal(6);

    assertThat(verify(without(journal, 2, 3), journal))
        .isEqualTo(new Broken(Fault.REMOVED, 3, "records 3 to 4 are missing in the middle"));
    assertThat(verify(without(journal, 0), journal))
        .isInstanceOfSatisfying(
            Broken.class,
            broken -> {
              assertThat(broken.fault()).isEqualTo(Fault.REMOVED);
              assertThat(broken.number()).isEqualTo(1);
            });
    assertThat(verify(journal.subList(0, 5), journal))
        .isEqualTo(new Broken(Fault.REMOVED, 6, "record 6 is missing at the end"));
    assertThat(verify(List.of(), journal))
        .isEqualTo(new Broken(Fault.REMOVED, 1, "records 1 to 6 are missing at the end"));
  }

  @Test
  void two_records_that_changed_places_are_reordered() {
    List<Sealed> journal = journal(6);
    List<Sealed> swapped = new ArrayList<>(journal);
    Collections.swap(swapped, 2, 4);

    assertThat(verify(swapped, journal)).isInstanceOf(Broken.class);

    // in a database the number is what makes the order
    List<Sealed> renumbered = new ArrayList<>(journal);
    renumbered.set(2, numbered(3, journal.get(4)));
    renumbered.set(4, numbered(5, journal.get(2)));

    assertThat(verify(renumbered, journal))
        .isEqualTo(new Broken(Fault.REORDERED, 3, "record 5 stands where record 3 belongs"));
  }

  @Test
  void a_record_after_the_end_is_added() {
    List<Sealed> journal = journal(4);

    assertThat(verify(journal, journal.subList(0, 3)))
        .isInstanceOfSatisfying(
            Broken.class,
            broken -> {
              assertThat(broken.fault()).isEqualTo(Fault.ADDED);
              assertThat(broken.number()).isEqualTo(4);
            });
  }

  /// Written out by hand from the package's documentation, so that others can check a journal too.
  @Test
  void the_encoding_is_the_documented_one() {
    Entry entry =
        new Entry(
            "1 open",
            Instant.ofEpochSecond(1, 5_999),
            "naosu",
            "incident.opened",
            "caf\u00e9",
            "{}",
            List.of("ab12"));
    String zeros = "0".repeat(64);
    String bytes =
        "15:naosu-journal-1,1:1,64:"
            + zeros
            + ",6:1 open,7:1000005,5:naosu,15:incident.opened,5:caf\u00e9,2:{},1:1,4:ab12,";

    assertThat(Sealed.after(Head.EMPTY, entry).hash())
        .isEqualTo(Hash.of(bytes.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void text_that_cannot_be_kept_is_replaced() {
    assertThat(entry("a\0b").subject()).isEqualTo("a\ufffdb");
    assertThat(entry("x\ud800y\udc00").subject()).isEqualTo("x\ufffdy\ufffd");
    assertThat(entry("\ud83d\ude00").subject()).isEqualTo("\ud83d\ude00");
  }

  @Test
  void a_head_reads_what_it_wrote_and_explains_what_it_cannot_read() {
    Head head = journal(2).getLast().head();

    assertThat(Head.parse(head.toString())).isEqualTo(head);
    for (String bad : List.of("", "2", "2:", "x:" + Hash.ZERO, "2:" + Hash.ZERO, "-1:ab")) {
      assertThatThrownBy(() -> Head.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Verification verify(List<Sealed> found, List<Sealed> written) {
    Head end = written.isEmpty() ? Head.EMPTY : written.getLast().head();
    return Chain.verify(found.iterator(), end, List.of());
  }

  private static List<Sealed> journal(int length) {
    List<Sealed> records = new ArrayList<>();
    Head head = Head.EMPTY;
    for (int i = 1; i <= length; i++) {
      records.add(Sealed.after(head, entry(Integer.toString(i))));
      head = records.getLast().head();
    }
    return records;
  }

  private static Entry entry(String subject) {
    return new Entry(subject, NOON, "naosu", "opened", subject, "{}", List.of("ab12"));
  }

  private static Sealed numbered(long number, Sealed record) {
    return new Sealed(number, record.previous(), record.entry(), record.hash());
  }

  private static List<Sealed> without(List<Sealed> records, int... places) {
    List<Sealed> rest = new ArrayList<>(records);
    for (int i = places.length - 1; i >= 0; i--) {
      rest.remove(places[i]);
    }
    return rest;
  }
}
