/// What must not be shown or kept, secrets and personal data, is taken out of text, headers and
/// bodies. Knows no stage.
@NullMarked
package dev.naosu.redaction;

import org.jspecify.annotations.NullMarked;
