package dev.naosu.cycle.incident;

import java.time.Instant;
import java.util.Optional;

/// What somebody saw before they decided.
///
/// @param seen name of the card, see [Card#seen()]; or of the repair alone, see
///   [Desk#seen(Remedy)], where only its diff was shown
/// @param via where it was seen, such as `console`, `slack` or `mail`
/// @param shown when it was shown; empty where only the desk knows, or nobody
public record Sight(String seen, String via, Optional<Instant> shown) {}
