package shop;

/** Money off, in cents, for a code. */
public record Voucher(String code, long cents) implements Position {}
