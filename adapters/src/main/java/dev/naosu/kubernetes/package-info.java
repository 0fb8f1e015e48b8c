/// A fleet in a Kubernetes cluster: Deployments, and the routes of the Gateway API before them.
@NullMarked
package dev.naosu.kubernetes;

import org.jspecify.annotations.NullMarked;
