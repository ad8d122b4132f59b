import { writeCase } from '../../../main/store/case/write.ts';

/** Writes a case file in a process of its own, whose files may not grow: `write-child.ts <source> <target>`. */
const [source, target] = process.argv.slice(2);
if (source === undefined || target === undefined) throw new Error('write-child.ts <source> <target>');
const tool = { name: 'bpio', version: '0.1.0' };
const manifest = { tool, catalogueDate: '2026-11-20', createdUs: 1, redacted: false, machine: 'TEST', os: '10.0.26100', simulated: true };
process.stdout.write(JSON.stringify(await writeCase({ source, target, manifest, snapshots: [], notes: [], redaction: null })));
