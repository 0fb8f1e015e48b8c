/// How an outcome is told: on a terminal, as JSON, as a page.
@NullMarked
package dev.naosu.app.tell;

import org.jspecify.annotations.NullMarked;
