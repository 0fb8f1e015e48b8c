package dev.naosu.cycle.incident;

import dev.naosu.access.Role;
import java.time.Instant;

/// Somebody's yes to a card.
///
/// @param card its name, see [Card#seen()]; with another card, everybody is asked anew
/// @param human who answers for it, see [Decider]
/// @param name as the journal says it
/// @param role they had then
public record Approval(
    long incident, String card, String human, String name, Role role, Instant at) {}
