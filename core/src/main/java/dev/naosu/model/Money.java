package dev.naosu.model;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// An amount in millionths of a US dollar, never negative.
public record Money(long micros) {
  public static final Money NONE = new Money(0);

  private static final int DIGITS = 6;
  private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

  public Money {
    if (micros < 0) {
      throw new IllegalArgumentException("no amount: " + micros);
    }
  }

  /// Rounded up.
  public static Money ofDollars(BigDecimal dollars) {
    return new Money(dollars.multiply(MICROS).setScale(0, RoundingMode.CEILING).longValueExact());
  }

  public Money plus(Money other) {
    return new Money(Math.addExact(micros, other.micros));
  }

  public BigDecimal dollars() {
    return BigDecimal.valueOf(micros, DIGITS);
  }

  /// Such as `0.0123 USD`: cents at least, and what is smaller than a cent where there is some.
  @Override
  public String toString() {
    BigDecimal plain = dollars().stripTrailingZeros();
    return plain.setScale(Math.max(2, plain.scale())).toPlainString() + " USD";
  }
}
