package dev.naosu.app.web;

import java.time.Instant;
import java.util.List;

/// The journal as it is read.
public interface JournalReader {
  /// Number of the latest record; 0 when there is none.
  long last();

  /// Records in the order of their numbers.
  ///
  /// @param number only records with greater numbers; 0 for the beginning
  /// @param most at most so many, from 1
  List<Line> after(long number, int most);

  /// Reads all records and looks at each link of the chain.
  Verified verify();

  /// One record.
  ///
  /// @param hash what chains it
  record Line(
      long number,
      Instant at,
      String actor,
      String action,
      String subject,
      String detail,
      String hash) {}

  /// What came of looking at all records.
  sealed interface Verified {
    /// Each is the one that was written, none is missing, none has moved.
    ///
    /// @param head hash of the last one; kept elsewhere, it proves later that none was cut off
    record Intact(long records, String head) implements Verified {}

    /// @param number of the first record concerned
    /// @param what in one sentence
    record Broken(long number, String what) implements Verified {}
  }
}
