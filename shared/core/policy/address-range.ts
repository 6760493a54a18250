import ipaddr from 'ipaddr.js';

/** Longer than any address with a length behind it. */
const LONGEST = 64;

/**
 * Whether a value is an address or a range in the standard form, up to a /8 of IPv4 or a /32 of IPv6: what
 * AWS calls narrow. So every range of RFC 1918, which AWS leaves out of this, is narrow too.
 */
export function isNarrowRange(value: string): boolean {
  // The library's expressions take long on long text.
  if (value.length > LONGEST) return false;
  if (ipaddr.IPv4.isValidFourPartDecimal(value)) return true;
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(value)) return ipaddr.IPv4.parseCIDR(value)[1] >= 8;
  // A zone behind a % is of no use to anybody else.
  if (value.includes('%')) return false;
  if (ipaddr.IPv6.isValid(value)) return true;
  return ipaddr.IPv6.isValidCIDR(value) && ipaddr.IPv6.parseCIDR(value)[1] >= 32;
}
