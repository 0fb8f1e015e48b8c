/// Who may do what: people, their roles, the tokens that stand for them, and the secrets that
/// senders sign with. Knows no stage.
@NullMarked
package dev.naosu.access;

import org.jspecify.annotations.NullMarked;
