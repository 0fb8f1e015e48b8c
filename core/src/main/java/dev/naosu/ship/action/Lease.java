package dev.naosu.ship.action;

import dev.naosu.repair.runbook.Order;
import java.time.Instant;

/// What has to be put back, and how, for whoever lives then.
///
/// @param deed number of what made the change
/// @param before what [dev.naosu.repair.runbook.Action#undo] needs
/// @param until when it is put back unless somebody renews it
/// @param seen whether somebody has seen that it did good; before, it is put back as soon as nobody
///   looks any more
public record Lease(long deed, Order order, String before, Instant until, boolean seen) {}
