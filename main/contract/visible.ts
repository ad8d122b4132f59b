/**
 * Text from files, drivers and the system, made safe to show: control characters and directional overrides become visible escapes, so that
 * a name can neither move a cursor nor pose as something else. Unpaired surrogates are shown as their code.
 */
export const visible = (text: string): string => text.replace(/[\p{Cc}\p{Bidi_Control}]|\p{Surrogate}/gu, escapeOf);

/** The same, but line ends and tabs stay: for text that people wrote in lines, and for tables. */
export const visibleLines = (text: string): string => text.replace(/(?![\n\r\t])[\p{Cc}\p{Bidi_Control}]|\p{Surrogate}/gu, escapeOf);

const escapeOf = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
