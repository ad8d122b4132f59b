import type { XmlElement } from './binxml.ts';
import type { FieldValue } from './field-reader.ts';

/** Bounds on one event's XML: deeper or longer than any real one, shallow enough for the call stack. */
const DEPTH_MAX = 32;
const ELEMENTS_MAX = 10_000;

const TAG = /<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:'[^']*'|"[^"]*"))*)\s*(\/?)>/y;
const ATTRIBUTE = /([A-Za-z_][\w.:-]*)\s*=\s*(?:'([^']*)'|"([^"]*)")/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * The XML that EvtRender gives, as a tree: elements, attributes and text, no declarations, comments or document types, of which it has none.
 * Null when the text is not well-formed or too large. SystemTime becomes a FILETIME.
 */
export function parseEventXml(xml: string): XmlElement | null {
  const root: Open = { name: '', attributes: new Map(), children: [], text: '' };
  const open: Open[] = [root];
  let count = 0;
  for (let at = 0; at < xml.length; ) {
    const current = open.at(-1) ?? root;
    const tagAt = xml.indexOf('<', at);
    current.text += decodeText(xml.slice(at, tagAt === -1 ? xml.length : tagAt));
    if (tagAt === -1) break;
    TAG.lastIndex = tagAt;
    const tag = TAG.exec(xml);
    count += 1;
    if (tag === null || count > ELEMENTS_MAX) return null;
    at = TAG.lastIndex;
    const [, closing, name = '', attributes = '', selfClosing] = tag;
    if (closing === '/') {
      if (open.length < 2 || current.name !== name) return null;
      open.pop();
      continue;
    }
    const element: Open = { name, attributes: readAttributes(attributes), children: [], text: '' };
    current.children.push(element);
    if (selfClosing !== '/') open.push(element);
    if (open.length > DEPTH_MAX) return null;
  }
  const [first] = root.children;
  return open.length !== 1 || first === undefined || root.children.length !== 1 ? null : toElement(first);
}

interface Open {
  readonly name: string;
  readonly attributes: Map<string, FieldValue>;
  readonly children: Open[];
  text: string;
}

function toElement({ name, attributes, children, text }: Open): XmlElement {
  return { name, attributes, children: children.map(toElement), value: children.length === 0 && text !== '' ? text : null };
}

function readAttributes(text: string): Map<string, FieldValue> {
  const attributes = new Map<string, FieldValue>();
  for (const [, name = '', single, double] of text.matchAll(ATTRIBUTE)) {
    const value = decodeText(single ?? double ?? '');
    attributes.set(name, name === 'SystemTime' ? (fileTimeOf(value) ?? value) : value);
  }
  return attributes;
}

const decodeText = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
  });

const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;
const EPOCH_MS = 11_644_473_600_000n;

/** `2022-04-20T21:27:15.2722435Z`, with up to nine digits of the fraction; FILETIME keeps seven. */
function fileTimeOf(text: string): bigint | null {
  const [, seconds, fraction = ''] = ISO.exec(text) ?? [];
  const ms = seconds === undefined ? Number.NaN : Date.parse(`${seconds}Z`);
  return Number.isNaN(ms) ? null : (BigInt(ms) + EPOCH_MS) * 10_000n + BigInt(fraction.padEnd(7, '0').slice(0, 7));
}
