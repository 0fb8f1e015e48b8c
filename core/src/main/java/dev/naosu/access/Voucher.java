package dev.naosu.access;

import java.util.List;

/// What an identity provider says of somebody, after it was proven that the provider says it.
///
/// @param name as people use it there, in small letters; need not be one that can be used here
/// @param groups may be empty; the provider's own words
/// @param issuer which provider
/// @param subject who it is there for ever, while a name may be given to somebody else
public record Voucher(String name, List<String> groups, String issuer, String subject) {
  public Voucher {
    groups = List.copyOf(groups);
  }
}
