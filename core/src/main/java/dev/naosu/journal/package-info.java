/// The record of every decision: appended to, never changed, and chained by hashes. Knows no stage.
///
/// ## How a record is sealed
///
/// The hash of a record is the SHA-256 of these fields in this order, each as a netstring: its
/// length in bytes as a decimal number, `:`, its bytes, `,`. Texts are UTF-8, numbers are decimal
/// without leading zeros, hashes are 64 lower-case hexadecimal digits.
///
/// | field | |
/// |---|---|
/// | format | `naosu-journal-1` |
/// | number | of the record, from 1 |
/// | previous | hash of the record before; 64 zeros for the first |
/// | key | of the entry |
/// | instant | microseconds since 1970-01-01T00:00:00Z, negative before |
/// | actor, action, subject, detail | as written |
/// | inputs | how many follow |
/// | input | each of them, in the order of the entry |
///
/// The lengths make it unambiguous: no two different records have the same bytes. The number is
/// part of it, so a record cannot move; the previous hash is, so none can be taken out.
///
/// Source: B. Schneier, J. Kelsey, *Secure Audit Logs to Support Computer Forensics*, ACM TISSEC
/// 2(2), 1999. Netstrings: D. J. Bernstein, 1997.
@NullMarked
package dev.naosu.journal;

import org.jspecify.annotations.NullMarked;
