/// Two builds of a service, in any language, each started from nothing and asked the same.
@NullMarked
package dev.naosu.twins;

import org.jspecify.annotations.NullMarked;
