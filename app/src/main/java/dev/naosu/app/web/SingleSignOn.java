package dev.naosu.app.web;

import dev.naosu.access.GroupRoles;
import dev.naosu.access.IdentityProvider;

/// The door for people who are known elsewhere.
///
/// @param roles which groups of the provider give which role here
/// @param label of the button that leads there
/// @param address that people reach naosu at, such as `https://naosu.example.org`; said by who runs
///   naosu, never taken from a request
public record SingleSignOn(
    IdentityProvider provider, GroupRoles roles, String label, String address) {}
