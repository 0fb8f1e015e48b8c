package dev.naosu.journal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A record of the journal: an entry with its place in the chain.
///
/// It may have been read from a place where somebody changed it; [#isIntact] tells.
///
/// @param number place in the journal, from 1
/// @param previous hash of the record before, [Hash#ZERO] for the first
/// @param hash of all the other components; the package says how
public record Sealed(long number, Hash previous, Entry entry, Hash hash) {
  private static final String FORMAT = "naosu-journal-1";

  public Sealed {
    if (number < 1) {
      throw new IllegalArgumentException("records are numbered from 1, not " + number);
    }
  }

  /// Seals an entry as the one after a head.
  public static Sealed after(Head head, Entry entry) {
    long number = head.number() + 1;
    return new Sealed(number, head.hash(), entry, seal(number, head.hash(), entry));
  }

  /// Whether the hash is that of the content.
  public boolean isIntact() {
    return hash.equals(seal(number, previous, entry));
  }

  /// Whether this record was sealed at another place and moved here.
  boolean wasSealedAs(long otherNumber) {
    return hash.equals(seal(otherNumber, previous, entry));
  }

  /// The head of a journal that ends with this record.
  public Head head() {
    return new Head(number, hash);
  }

  private static Hash seal(long number, Hash previous, Entry entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    add(bytes, FORMAT);
    add(bytes, Long.toString(number));
    add(bytes, previous.hex());
    add(bytes, entry.key());
    add(bytes, Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, entry.at())));
    add(bytes, entry.actor());
    add(bytes, entry.action());
    add(bytes, entry.subject());
    add(bytes, entry.detail());
    add(bytes, Integer.toString(entry.inputs().size()));
    for (String input : entry.inputs()) {
      add(bytes, input);
    }
    return Hash.of(bytes.toByteArray());
  }

  private static void add(ByteArrayOutputStream bytes, String field) {
    byte[] text = field.getBytes(StandardCharsets.UTF_8);
    bytes.writeBytes((text.length + ":").getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(text);
    bytes.write(',');
  }
}
