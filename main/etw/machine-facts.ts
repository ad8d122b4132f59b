import { HEADER_TYPE, type RecordPlace } from './etl-record.ts';
import { FieldReader } from './field-reader.ts';

/** What records of a trace say about the machine that wrote it, beside the trace header. Traces that were never merged say little. */
const SYSTEM_IDS_GUID = '9b79ee91-b5fd-41c0-a243-4248e266e9d0';
const TYPE_BUILD = 32;
const TYPE_VOLUME_MAP = 35;
const FULL_HEADER_BYTES = 0x30;
const HOOK_BUILD = 0x0042;
/** SystemConfig_CPU: five double words, then the computer's name in 256 UTF-16 characters. Seen in version 3. */
const HOOK_CPU = 0x0b0a;
const CPU_NAME_AT = 20;
const CPU_NAME_CHARS = 256;
const MAPPINGS_MAX = 1_000;

export class MachineFacts {
  computerName: string | null = null;
  /** `22000.613.amd64fre.co_release.210604-1628` */
  build: string | null = null;
  product: string | null = null;
  /** NT prefix to DOS prefix, `\Device\HarddiskVolume4\` to `C:\`. */
  readonly #drives = new Map<string, string>();

  onClassic(view: DataView, { at, sizeBytes }: RecordPlace, guid: string): void {
    if (guid !== SYSTEM_IDS_GUID) return;
    const reader = new FieldReader(view, at + FULL_HEADER_BYTES, at + sizeBytes);
    const type = view.getUint8(at + 4);
    if (type === TYPE_BUILD) {
      reader.skip(8);
      this.build = reader.utf16Z() || this.build;
      this.product = reader.utf16Z() || this.product;
    } else if (type === TYPE_VOLUME_MAP) {
      const device = reader.utf16Z();
      const drive = reader.utf16Z();
      if (/^\\Device\\.+\\$/.test(device) && /^[A-Za-z]:\\$/.test(drive) && this.#drives.size < MAPPINGS_MAX)
        this.#drives.set(device.toLowerCase(), drive);
    }
  }

  onSystem(view: DataView, { at, sizeBytes, type }: RecordPlace): void {
    const hook = view.getUint16(at + 6, true);
    const payload = at + (type === HEADER_TYPE.COMPACT32 || type === HEADER_TYPE.COMPACT64 ? 0x18 : 0x20);
    if (hook === HOOK_BUILD) this.build ??= new FieldReader(view, payload, at + sizeBytes).text8Z('windows-1252') || null;
    if (hook !== HOOK_CPU) return;
    const reader = new FieldReader(view, payload + CPU_NAME_AT, Math.min(at + sizeBytes, payload + CPU_NAME_AT + CPU_NAME_CHARS * 2));
    if (reader.left > 0) this.computerName = reader.utf16Z() || this.computerName;
  }

  /** A device path with its drive letter, where the trace says which device has which; else null. */
  toDosPath(path: string): string | null {
    if (/^[A-Za-z]:\\/.test(path)) return path;
    const device = /^\\Device\\[^\\]+\\/i.exec(path)?.[0];
    const drive = device === undefined ? undefined : this.#drives.get(device.toLowerCase());
    return device === undefined || drive === undefined ? null : drive + path.slice(device.length);
  }
}
