/** Decimals of 34 digits, rounded half to even, as IEEE 754-2008 decimal128 (DMN 1.5, 10.3.2.3.1), exact on BigInt. */

export type Rounding = "half-even" | "half-up" | "half-down" | "up" | "down" | "floor" | "ceiling";

export const PRECISION = 34;
const SMALLEST = -6143;
export const LARGEST = 6144;
const TINY = SMALLEST - (PRECISION - 1);
/** Numbers beyond are no places in a list, lengths or parts of a date. */
export const LARGEST_INDEX = 1e15;

const powers: bigint[] = [1n];

/** Ten to the power of a whole number not below 0. */
export function tenTo(power: number): bigint {
  const known = powers[power];
  if (known !== undefined) return known;
  if (power > 400) return 10n ** BigInt(power);
  for (let at = powers.length; at <= power; at++) powers.push(powers[at - 1]! * 10n);
  return powers[power]!;
}

/** How many digits a number not below 0 has; 0 has one. */
export function digitsOf(coefficient: bigint): number {
  if (coefficient < 1_000_000_000_000_000n) {
    const small = Number(coefficient);
    if (small < 10) return 1;
    const guess = Math.floor(Math.log10(small));
    return guess + (small >= 10 ** guess ? 1 : 0) + (small >= 10 ** (guess + 1) ? 1 : 0);
  }
  return coefficient.toString().length;
}

/** A number: its sign, digits and exponent. 1, 1.0 and -0 are kept as they are written. */
export class Decimal {
  readonly negative: boolean;
  readonly digits: bigint;
  readonly exponent: number;
  private near: number | undefined;

  constructor(negative: boolean, digits: bigint, exponent: number) {
    this.negative = negative;
    this.digits = digits;
    this.exponent = exponent;
    this.near = undefined;
  }

  static of(whole: number | bigint): Decimal {
    const value = BigInt(whole);
    return value < 0n ? new Decimal(true, -value, 0) : new Decimal(false, value, 0);
  }

  get isZero(): boolean {
    return this.digits === 0n;
  }

  /** The exponent of the first digit. */
  get adjusted(): number {
    return this.exponent + digitsOf(this.digits) - 1;
  }

  /** The nearest floating point number, or one or two beside it. */
  get approximate(): number {
    if (this.near === undefined) {
      const size = Number(this.digits);
      const value = this.exponent >= 0 ? size * 10 ** this.exponent : size / 10 ** -this.exponent;
      this.near = this.negative ? -value : value;
    }
    return this.near;
  }

  /** A text that is the same for equal numbers. */
  get key(): string {
    if (this.isZero) return "0";
    const digits = this.digits.toString();
    const bare = digits.replace(/0+$/, "");
    return `${this.negative ? "-" : ""}${bare}e${this.exponent + digits.length - bare.length}`;
  }

  /** Without exponent. */
  get plain(): string {
    const text = this.digits.toString();
    const sign = this.negative ? "-" : "";
    if (this.exponent >= 0) return sign + (this.isZero ? "0" : text + "0".repeat(this.exponent));
    const point = text.length + this.exponent;
    if (point > 0) return `${sign}${text.slice(0, point)}.${text.slice(point)}`;
    return `${sign}0.${"0".repeat(-point)}${text}`;
  }

  /** With exponent where the number is very large or small, or its digits do not reach the point. */
  toString(): string {
    const text = this.digits.toString();
    const adjusted = this.exponent + text.length - 1;
    if (this.exponent <= 0 && adjusted >= -6) return this.plain;
    const fraction = text.length > 1 ? `${text[0]}.${text.slice(1)}` : text;
    return `${this.negative ? "-" : ""}${fraction}E${adjusted < 0 ? "" : "+"}${adjusted}`;
  }
}

export const ZERO = Decimal.of(0);
export const ONE = Decimal.of(1);

function divided(digits: bigint, places: number, rounding: Rounding, negative: boolean): bigint {
  const divisor = tenTo(places);
  const whole = digits / divisor;
  const rest = digits - whole * divisor;
  if (rest === 0n) return whole;
  const twice = rest * 2n;
  switch (rounding) {
    case "half-even":
      return twice > divisor || (twice === divisor && (whole & 1n) === 1n) ? whole + 1n : whole;
    case "half-up":
      return twice >= divisor ? whole + 1n : whole;
    case "half-down":
      return twice > divisor ? whole + 1n : whole;
    case "up":
      return whole + 1n;
    case "down":
      return whole;
    case "floor":
      return negative ? whole + 1n : whole;
    case "ceiling":
      return negative ? whole : whole + 1n;
  }
}

/** Cut digits at a place, with rounding; a place far beyond all digits costs nothing. */
export function shifted(digits: bigint, places: number, rounding: Rounding, negative: boolean): bigint {
  if (digits === 0n) return 0n;
  const length = digitsOf(digits);
  return divided(digits, Math.min(places, length + 1), rounding, negative);
}

/** The number of 34 digits nearest to these; null where it is too large. */
export function rounded(negative: boolean, digits: bigint, exponent: number): Decimal | null {
  if (digits === 0n) return new Decimal(negative, 0n, Math.min(Math.max(exponent, TINY), LARGEST));
  let length = digitsOf(digits);
  if (exponent + length - 1 > LARGEST) return null;
  const least = Math.max(length - PRECISION, TINY - exponent);
  if (least > 0) {
    digits = shifted(digits, least, "half-even", negative);
    exponent += least;
    length = digitsOf(digits);
    if (length > PRECISION) {
      digits /= 10n;
      exponent += 1;
      length -= 1;
    }
    if (digits !== 0n && exponent + length - 1 > LARGEST) return null;
  }
  return new Decimal(negative, digits, exponent);
}

const NUMBER = /^([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:[eE]([+-]?[0-9]+))?$/;

/** Read a number, rounded to 34 digits; null where the text is none, or it is too large. */
export function parseDecimal(text: string): Decimal | null {
  const found = NUMBER.exec(text);
  if (!found) return null;
  const fraction = found[3] ?? found[4] ?? "";
  return rounded(found[1] === "-", BigInt((found[2] ?? "") + fraction || "0"), Number(found[5] ?? 0) - fraction.length);
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const x = a.approximate;
  const y = b.approximate;
  const size = Math.max(Math.abs(x), Math.abs(y));
  if (size > 1e-290 && size < 1e300 && Math.abs(x - y) > 1e-13 * size) return x < y ? -1 : 1;
  if (a.isZero || b.isZero) {
    const left = a.isZero ? 0 : a.negative ? -1 : 1;
    const right = b.isZero ? 0 : b.negative ? -1 : 1;
    return Math.sign(left - right);
  }
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const order = comparedSizes(a, b);
  return a.negative ? -order : order;
}

function comparedSizes(a: Decimal, b: Decimal): number {
  if (a.exponent === b.exponent) return a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0;
  const places = a.adjusted - b.adjusted;
  if (places !== 0) return places < 0 ? -1 : 1;
  const least = Math.min(a.exponent, b.exponent);
  const left = a.digits * tenTo(a.exponent - least);
  const right = b.digits * tenTo(b.exponent - least);
  return left < right ? -1 : left > right ? 1 : 0;
}

function signed(number: Decimal): bigint {
  return number.negative ? -number.digits : number.digits;
}

/** The exact sum: its sign, digits and exponent. */
export function exactSum(a: Decimal, b: Decimal): [boolean, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  const total = signed(a) * tenTo(a.exponent - exponent) + signed(b) * tenTo(b.exponent - exponent);
  if (total === 0n) return [a.negative && b.negative, 0n, exponent];
  return total < 0n ? [true, -total, exponent] : [false, total, exponent];
}

export function add(a: Decimal, b: Decimal): Decimal | null {
  return rounded(...exactSum(a, b));
}

export function subtract(a: Decimal, b: Decimal): Decimal | null {
  return rounded(...exactSum(a, new Decimal(!b.negative, b.digits, b.exponent)));
}

export function multiply(a: Decimal, b: Decimal): Decimal | null {
  return rounded(a.negative !== b.negative, a.digits * b.digits, a.exponent + b.exponent);
}

/** A quotient exact or cut behind `precision` digits, such that rounding it once more is rounding the exact one. */
export function quotient(a: Decimal, b: Decimal, precision: number): [boolean, bigint, number] {
  const negative = a.negative !== b.negative;
  const ideal = a.exponent - b.exponent;
  if (a.isZero) return [negative, 0n, ideal];
  const shift = digitsOf(b.digits) - digitsOf(a.digits) + precision + 1;
  let exponent = ideal - shift;
  const top = shift >= 0 ? a.digits * tenTo(shift) : a.digits;
  const bottom = shift >= 0 ? b.digits : b.digits * tenTo(-shift);
  let digits = top / bottom;
  if (top % bottom !== 0n) {
    if (digits % 5n === 0n) digits += 1n;
  } else {
    while (exponent < ideal && digits % 10n === 0n) {
      digits /= 10n;
      exponent += 1;
    }
  }
  return [negative, digits, exponent];
}

export function divide(a: Decimal, b: Decimal): Decimal | null {
  return b.isZero ? null : rounded(...quotient(a, b, PRECISION));
}

/** `-number`; zero has no sign. */
export function minus(number: Decimal): Decimal {
  return new Decimal(!number.isZero && !number.negative, number.digits, number.exponent);
}

export function absolute(number: Decimal): Decimal {
  return new Decimal(false, number.digits, number.exponent);
}

/** The number cut to a whole number of 10^exponent. */
export function quantized(number: Decimal, exponent: number, rounding: Rounding): Decimal {
  const places = exponent - number.exponent;
  const digits =
    places > 0
      ? shifted(number.digits, places, rounding, number.negative)
      : number.digits * (number.isZero ? 1n : tenTo(-places));
  return new Decimal(number.negative, digits, exponent);
}

/** The number as BigInt, its fraction cut off. */
export function truncated(number: Decimal): bigint {
  const digits =
    number.exponent >= 0
      ? number.digits * (number.isZero ? 1n : tenTo(number.exponent))
      : shifted(number.digits, -number.exponent, "down", false);
  return number.negative ? -digits : digits;
}

export function integral(number: Decimal, rounding: Rounding): bigint {
  if (number.exponent >= 0) return truncated(number);
  const digits = shifted(number.digits, -number.exponent, rounding, number.negative);
  return number.negative ? -digits : digits;
}

/** Whether the number has no fraction. */
export function isIntegral(number: Decimal): boolean {
  if (number.exponent >= 0 || number.isZero) return true;
  const length = digitsOf(number.digits);
  return -number.exponent < length + 1 && number.digits % tenTo(-number.exponent) === 0n;
}

/** The number as one of JavaScript; null where it is none, has a fraction or is beyond `LARGEST_INDEX`. */
export function whole(number: unknown): number | null {
  if (!(number instanceof Decimal) || Math.abs(number.approximate) > 1.000001e15 || !isIntegral(number)) return null;
  const value = Number(truncated(number));
  return Math.abs(value) > LARGEST_INDEX ? null : value;
}

/** The remainder of a division cut towards zero, exact. */
export function remainder(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  const left = a.digits * (a.isZero ? 1n : tenTo(a.exponent - exponent));
  if (b.adjusted - a.adjusted > 1) return new Decimal(a.negative, left, exponent);
  return new Decimal(a.negative, left % (b.digits * tenTo(b.exponent - exponent)), exponent);
}

/** Rounded to 34 digits; zero has no sign. */
export function plus(number: Decimal): Decimal | null {
  return rounded(number.negative && !number.isZero, number.digits, number.exponent);
}
