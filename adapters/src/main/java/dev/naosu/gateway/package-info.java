/// What stands before a service without a mesh: a reverse proxy in a process of its own, which
/// shares the requests out among the versions, counts what they answer, and goes on when naosu
/// ends.
///
/// Secrets are taken out of what is captured before it is kept.
@NullMarked
package dev.naosu.gateway;

import org.jspecify.annotations.NullMarked;
