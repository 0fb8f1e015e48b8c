/// Reports for people: Markdown, and a page.
@NullMarked
package dev.naosu.bench.tell;

import org.jspecify.annotations.NullMarked;
