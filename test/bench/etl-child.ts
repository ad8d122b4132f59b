import { FileSource } from '../../main/etw/byte-source.ts';
import { scanTrace } from '../../main/etw/etl-scan.ts';

/** One measurement in a process of its own, so that its memory is nobody else's: `read` or `scan`, and a file. Prints JSON. */
const [task, path = ''] = process.argv.slice(2);
const started = process.hrtime.bigint();
let records = 0;
let unpackedBytes = 0;
await using source = await FileSource.open(path);
if (task === 'scan') {
  const scan = await scanTrace(source);
  if (scan === null || scan.warnings.length > 0) throw new Error(JSON.stringify(scan?.warnings ?? 'no trace'));
  records = scan.total;
  unpackedBytes = scan.unpackedBytes;
} else {
  const chunk = new Uint8Array(4 << 20);
  for (let at = 0; at < source.sizeBytes; at += chunk.byteLength) await source.read(at, chunk);
}
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
process.stdout.write(JSON.stringify({ seconds, records, unpackedBytes, peakRssMiB: process.resourceUsage().maxRSS / 1024 }));
