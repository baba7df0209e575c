/** Square root, logarithm, exponential and power, rounded to 34 digits from many more. */

import {
  Decimal,
  ONE,
  PRECISION,
  ZERO,
  compareDecimals,
  digitsOf,
  isIntegral,
  plus,
  quotient,
  rounded,
  tenTo,
  truncated,
} from "./decimal.ts";

/** Digits behind the point in which series are summed. */
const PLACES = 150;
const SCALE = tenTo(PLACES);
const TINY = -6176;

function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

export function sqrt(number: Decimal): Decimal | null {
  let exponent = number.exponent >> 1;
  if (number.isZero) return rounded(number.negative, 0n, exponent);
  const precision = PRECISION + 1;
  const length = digitsOf(number.digits);
  let digits = number.exponent & 1 ? number.digits * 10n : number.digits;
  const half = number.exponent & 1 ? (length >> 1) + 1 : (length + 1) >> 1;
  const shift = precision - half;
  let exact = true;
  if (shift >= 0) {
    digits *= tenTo(2 * shift);
  } else {
    const divisor = tenTo(-2 * shift);
    exact = digits % divisor === 0n;
    digits /= divisor;
  }
  exponent -= shift;
  let root = squareRoot(digits);
  exact = exact && root * root === digits;
  if (exact) {
    root = shift >= 0 ? root / tenTo(shift) : root * tenTo(-shift);
    exponent += shift;
  } else if (root % 5n === 0n) {
    root += 1n;
  }
  return rounded(false, root, exponent);
}

/** e to the power of a fixed point number between -3 and 3. */
function exponential(x: bigint): bigint {
  const halvings = 12n;
  const small = x >> halvings;
  let term = SCALE;
  let sum = SCALE;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = (term * small) / SCALE / n;
    sum += term;
  }
  for (let n = 0n; n < halvings; n++) sum = (sum * sum) / SCALE;
  return sum;
}

/** The logarithm of a fixed point number between 1/10 and 10. */
function logarithm(x: bigint): bigint {
  let y = BigInt(Math.round(Math.log(Number(x / tenTo(PLACES - 15)) / 1e15) * 1e15)) * tenTo(PLACES - 15);
  for (let n = 0; n < 5; n++) {
    const e = exponential(y);
    const step = (2n * (x - e) * SCALE) / (x + e);
    y += step;
    if (step < 10n && step > -10n) break;
  }
  return y;
}

let lnTen: bigint | undefined;

function logarithmOfTen(): bigint {
  lnTen ??= 2n * logarithm(squareRoot(10n * SCALE * SCALE));
  return lnTen;
}

/** The logarithm of a number above 0, as a fixed point number. */
function fixedLogarithm(number: Decimal): bigint {
  const length = digitsOf(number.digits);
  // Near 1 from either side nothing may cancel out.
  const below = length + number.exponent === 0;
  const places = below ? length : length - 1;
  const mantissa = (number.digits * SCALE) / tenTo(places);
  return logarithm(mantissa) + BigInt(number.exponent + places) * logarithmOfTen();
}

/** A fixed point number that is not exact, rounded. */
function inexact(value: bigint, exponent: number): Decimal | null {
  const negative = value < 0n;
  let digits = negative ? -value : value;
  if (digits % 5n === 0n) digits += 1n;
  return rounded(negative, digits, exponent);
}

export function ln(number: Decimal): Decimal | null {
  if (compareDecimals(number, ONE) === 0) return ZERO;
  return inexact(fixedLogarithm(number), -PLACES);
}

/** e to the power of a fixed point number, which is not exact. */
function fixedExponential(value: bigint): Decimal | null {
  const ten = logarithmOfTen();
  const times = value / ten;
  if (times > 7000n) return null;
  if (times < -7000n) return rounded(false, 1n, 2 * TINY);
  return inexact(exponential(value - times * ten), -PLACES + Number(times));
}

function fixed(number: Decimal): bigint {
  const places = PLACES + number.exponent;
  const digits = number.negative ? -number.digits : number.digits;
  return places >= 0 ? digits * tenTo(places) : digits / tenTo(-places);
}

export function exp(number: Decimal): Decimal | null {
  if (number.isZero) return ONE;
  if (number.adjusted > 5) return number.negative ? rounded(false, 1n, 2 * TINY) : null;
  if (number.adjusted < -PRECISION - 1) {
    const near = number.negative ? tenTo(PRECISION + 1) - 1n : tenTo(PRECISION + 1) + 1n;
    return rounded(false, near, -PRECISION - 1);
  }
  return fixedExponential(fixed(number));
}

const LARGEST_EXACT = 20_000n;

/** `base ** exponent`; null where there is no such number, or it is too large. */
export function power(base: Decimal, exponent: Decimal): Decimal | null {
  const isWhole = isIntegral(exponent);
  if (base.isZero) {
    if (exponent.isZero) return ONE; // IEEE 754-2008, 9.2.1
    if (exponent.negative) return null;
    const odd = isWhole && exponent.adjusted < 40 && (truncated(exponent) & 1n) === 1n;
    return new Decimal(base.negative && odd, 0n, 0);
  }
  if (base.negative && !isWhole) return null;
  if (exponent.isZero) return ONE;
  const size = new Decimal(false, base.digits, base.exponent);
  const negative =
    base.negative && isWhole && exponent.adjusted < 40 && (truncated(exponent) & 1n) === 1n;
  if (compareDecimals(size, ONE) === 0) return powerOfOne(negative, size, exponent, isWhole);
  const log = Math.abs(size.adjusted) > 300 ? size.adjusted : Math.log10(size.approximate);
  const result = log * exponent.approximate;
  if (result > 6200) return null;
  if (result < -6300) return rounded(negative, 1n, 2 * TINY);
  if (isWhole && exponent.adjusted < 6) {
    const times = truncated(exponent);
    if (times <= LARGEST_EXACT && times >= -LARGEST_EXACT) return wholePower(negative, size, times);
  }
  const value = (fixedLogarithm(size) * (exponent.negative ? -exponent.digits : exponent.digits));
  const scaled = exponent.exponent >= 0 ? value * tenTo(exponent.exponent) : value / tenTo(Math.min(-exponent.exponent, 400));
  const found = fixedExponential(scaled);
  if (found !== null && compareDecimals(found, ONE) === 0) return new Decimal(negative, tenTo(PRECISION - 1), 1 - PRECISION);
  return found === null ? null : new Decimal(negative, found.digits, found.exponent);
}

function powerOfOne(negative: boolean, base: Decimal, exponent: Decimal, isWhole: boolean): Decimal {
  if (!isWhole) return new Decimal(negative, tenTo(PRECISION - 1), 1 - PRECISION);
  if (exponent.negative) return new Decimal(negative, 1n, 0);
  const times = exponent.adjusted > 5 ? 1e6 : Number(truncated(exponent));
  const places = Math.min(Math.max(-base.exponent, 0) * times, PRECISION - 1);
  return new Decimal(negative, tenTo(places), -places);
}

function wholePower(negative: boolean, base: Decimal, times: bigint): Decimal | null {
  const precision = PRECISION + 30;
  let [, digits, exponent] = times < 0n ? quotient(ONE, base, precision) : [false, base.digits, base.exponent];
  const count = times < 0n ? -times : times;
  let made = 1n;
  let madeExponent = 0;
  for (const bit of count.toString(2)) {
    made *= made;
    madeExponent *= 2;
    if (bit === "1") {
      made *= digits;
      madeExponent += exponent;
    }
    const length = digitsOf(made);
    if (length > 2 * precision) {
      const cut = length - precision;
      made /= tenTo(cut);
      if (made % 5n === 0n) made += 1n;
      madeExponent += cut;
    }
  }
  const found = rounded(negative, made, madeExponent);
  return found === null ? null : found.isZero ? found : (plus(found) ?? found);
}
