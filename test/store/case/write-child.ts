import { writeCase } from '../../../main/store/case/write.ts';

/** Writes a case file in a process of its own, as it is or redacted: `write-child.ts <source> <target> [redacted]`. */
const [source, target, redacted] = process.argv.slice(2);
if (source === undefined || target === undefined) throw new Error('write-child.ts <source> <target> [redacted]');
const redaction = redacted === undefined ? null : { secret: new Uint8Array(32), choice: { allow: [], add: [] } };
const tool = { name: 'bpio', version: '0.1.0' };
const manifest = { tool, catalogueDate: '2026-11-20', createdUs: 1, redacted: false, machine: 'TEST', os: '10.0.26100', simulated: true };
process.stdout.write(JSON.stringify(await writeCase({ source, target, manifest, snapshots: [], notes: [], redaction })));
