package shop;

/** An entry of a cart. */
public sealed interface Position permits Line, Voucher {}
