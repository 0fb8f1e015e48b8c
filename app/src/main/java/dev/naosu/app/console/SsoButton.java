package dev.naosu.app.console;

/// A link to an identity provider that looks like a button.
public record SsoButton(String label, String address) {}
