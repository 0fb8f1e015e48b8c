/// What services stand on, and what heals it without a change of code: components, their gauges,
/// runbooks and actions put together from what the file of a server says.
@NullMarked
package dev.naosu.app.runtime;

import org.jspecify.annotations.NullMarked;
