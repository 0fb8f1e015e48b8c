package dev.naosu.repair.runbook;

import dev.naosu.detect.vitals.Target;

/// An action on one target with its arguments.
///
/// @param action name in the catalogue
/// @param environment such as `production`
public record Order(String action, String environment, Target target, Arguments arguments) {}
