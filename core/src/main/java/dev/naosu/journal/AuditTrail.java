package dev.naosu.journal;

import java.util.List;

/// The journal as it is read.
///
/// All methods throw [JournalUnavailable] when it cannot be read.
public interface AuditTrail {
  /// Where it ends now.
  Head head();

  /// Records in the order of their numbers.
  ///
  /// @param number the first one has a greater number; 0 for the beginning
  /// @param limit at most so many, from 1
  List<Sealed> after(long number, int limit);

  /// Records about one subject in the order of their numbers.
  ///
  /// @param number the first one has a greater number; 0 for the beginning
  /// @param limit at most so many, from 1
  List<Sealed> about(String subject, long number, int limit);

  /// Reads all records and looks at each link of the chain.
  ///
  /// @param kept heads that were kept elsewhere; the journal must go through each of them
  Verification verify(List<Head> kept);
}
