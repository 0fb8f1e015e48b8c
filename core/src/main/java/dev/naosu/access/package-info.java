/// Who may do what: people, their roles, and the tokens that stand for them. Knows no stage.
@NullMarked
package dev.naosu.access;

import org.jspecify.annotations.NullMarked;
