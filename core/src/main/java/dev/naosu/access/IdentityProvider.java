package dev.naosu.access;

import java.util.List;
import java.util.Map;

/// Somebody elsewhere who says who people are, such as an OpenID provider.
public interface IdentityProvider {
  /// Begins to ask who somebody is.
  ///
  /// @param browser a secret of the browser that asks; the answer is taken from no other one
  /// @param next told again in [Answer.Vouched]
  Asking ask(String browser, String next);

  /// Takes what a browser brings back, once.
  ///
  /// @param browser the secret of the browser that brings it
  /// @param said parameters of the address it was sent back to
  Answer take(String browser, Map<String, List<String>> said);

  /// What came of asking.
  sealed interface Asking {
    /// @param address to send the browser to
    record There(String address) implements Asking {}

    /// The provider cannot be asked now.
    ///
    /// @param why in one sentence without its end
    record Away(String why) implements Asking {}
  }

  /// What came of what was brought back.
  sealed interface Answer {
    /// @param next as it was when it was asked
    record Vouched(Voucher voucher, String next) implements Answer {}

    /// The person or the provider said no.
    ///
    /// @param why in one sentence without its end; text of the provider, which may be hostile
    record Declined(String why) implements Answer {}

    /// This browser was not asked, or too long ago, or has been answered already.
    record Unasked() implements Answer {}

    /// What the provider says does not hold, or is not enough.
    ///
    /// @param why in one sentence without its end; may hold text of the provider
    record Unproven(String why) implements Answer {}

    /// The provider does not answer now.
    ///
    /// @param why in one sentence without its end
    record Away(String why) implements Answer {}
  }
}
