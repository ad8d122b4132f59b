/**
 * What the page may do. The hash is that of the empty string: Griffel (Fluent's styling) makes empty style elements and fills them
 * through the CSSOM, and without it the page comes out unstyled. Nothing inline, nothing from elsewhere.
 */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'";

/** Sent with every answer of a shell, refusals included. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
