/// How something that runs is doing: what can be measured of it now, and conditions on that. The
/// same words say when a runbook begins, whether a remedy helped, and what an experiment must not
/// disturb.
@NullMarked
package dev.naosu.detect.vitals;

import org.jspecify.annotations.NullMarked;
