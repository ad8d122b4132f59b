import { expect, test } from 'vitest';
import { parseEventXml } from '../../main/etw/event-xml.ts';
import { toLogEvent } from '../../main/etw/evtx-event.ts';

const XML = `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-FilterManager' Guid='{f3c5e28e-63f6-49c7-a204-e48a1bc4b09d}'/><EventID>12</EventID><Version>0</Version><Level>3</Level><TimeCreated SystemTime='2022-04-20T21:27:15.2722435Z'/><Execution ProcessID='4242' ThreadID='8'/><Channel>System</Channel><Computer>A&amp;B</Computer></System><EventData><Data Name='DeviceName'>CldFlt</Data><Data Name='FileName'>D:\\&lt;odd&gt; &#x41;&#66; &quot;name&quot;</Data></EventData></Event>`;

test('an event that Windows renders is read with its texts and its exact time', () => {
  const root = parseEventXml(XML);
  if (root === null) throw new Error('not parsed');
  expect(toLogEvent(root)).toMatchObject({
    providerName: 'Microsoft-Windows-FilterManager',
    id: 12,
    version: 0,
    time: 132_949_636_352_722_435n,
    processId: 4242,
    computer: 'A&B',
    data: { DeviceName: 'CldFlt', FileName: 'D:\\<odd> AB "name"' },
  });
});

test('cut off anywhere, or not well-formed, it is no event', () => {
  for (let length = 0; length < XML.length; length++) expect(parseEventXml(XML.slice(0, length)), `${length}`).toBeNull();
  for (const text of [
    '<a></b>',
    '<a><b></a></b>',
    'text only',
    '<a/><b/>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<a'.repeat(1_000),
  ]) {
    expect(parseEventXml(text), text.slice(0, 40)).toBeNull();
  }
});

test('nesting without end is refused, and unknown entities stay as they are', () => {
  expect(parseEventXml('<a>'.repeat(10_000))).toBeNull();
  expect(parseEventXml('<a>&nothing; &#x110000;</a>')?.value).toBe('&nothing; &#x110000;');
});
