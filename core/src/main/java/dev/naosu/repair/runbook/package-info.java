/// Remedies that change no code: a closed catalogue of actions, and runbooks that say when to take
/// which. Nothing here acts; [Action] is what adapters do, and what they may be asked for is typed.
@NullMarked
package dev.naosu.repair.runbook;

import org.jspecify.annotations.NullMarked;
