import { BUS_TYPES } from '../../contract/words.ts';
import { deniesSomething } from './negations.ts';
import { isBlank, type PastedLine } from './pasted.ts';

/** One output of `fsutil bypassio state`, as far as numbers, driver names and layout carry it. */
export interface FsutilOutput {
  readonly line: number;
  readonly path: string;
  /** What the first line says where it is English as fsutil writes it; null in any other language. */
  readonly said: 'supported' | 'partial' | 'notSupported' | null;
  /** Win32 code as printed, with its words. */
  readonly status: { readonly code: number; readonly text: string | null } | null;
  /** The refuser named on its own line, below the filters: `Volume stack bypass is disabled (fvevol.sys)`. */
  readonly volumeDriver: string | null;
  /** The refuser named after the status. */
  readonly driver: string | null;
  readonly reason: string | null;
  readonly storage: { readonly busType: string | null; readonly driver: string | null; readonly compatible: boolean | null } | null;
  /** True when `compatible` was told from words of a language other than English. */
  readonly compatibleByWords: boolean;
}

export interface FsutilText {
  readonly outputs: readonly FsutilOutput[];
  readonly notUnderstood: readonly PastedLine[];
}

const NAME = /bypass\s?io/i;
const COMMAND = /\bfsutil(?:\.exe)?\s+bypassio\s+\w+/i;
const QUOTED_PATH = /"([^"]+)"/;
const BARE_PATH = /(?:^|\s)((?:[A-Za-z]:|\\\\[?.]\\[^\s"]+)(?:\\[^\s"]*)?)(?=[\s"]|$)/;
const LABEL = /^\s*([^:：\\"()（）]{2,40}?)\s*[:：](?:\s+(.*)|)$/;
/** A code; some versions print a status as a negative number. */
const NUMBER = /^(0x[0-9a-f]{1,8}|-?\d{1,10})(?!\S*\.sys)\b\s*(?:[(（](.*?)[)）]?\s*)?$/i;
const DRIVER = /^"?([^\s\\/:*?"<>|()（）][^\\/:*?"<>|()（）]{0,62}\.sys)"?[.。]?$/i;
const DRIVER_IN_PARENTHESES = /[(（]\s*([^()（）\\/:*?"<>|]{1,64}\.sys)\s*[)）]/i;
const BUS = new Map(BUS_TYPES.map((name) => [name.toLowerCase(), name]));
/** Several values on one line: a forum that lost the line breaks. Splits before a label that follows a finished value. */
const LOST_BREAK = /(?<=[)）.。]|\.sys|nvme|compatible|supported)\s+(?=[\p{L}][^\s:：()]*(?: [^\s:：()]+){0,2}\s*[:：]\s)/giu;

/** In any language: a label of one word with a code behind it, in the middle of a line. */
const LOST_BREAK_BEFORE_CODE = /(?<=\S)\s+(?=[^\s:：()（）]+\s*[:：]\s+(?:0x[0-9a-f]{1,8}|-?\d{1,10})\s*[(（])/gu;

/** Finds every output in pasted text. Never fails: what means nothing here is listed. */
export function readFsutil(lines: readonly PastedLine[]): FsutilText {
  const outputs: FsutilOutput[] = [];
  const notUnderstood: PastedLine[] = [];
  let current: OutputReader | null = null;
  const finish = (): void => {
    if (current !== null) outputs.push(current.result());
    current = null;
  };
  for (const line of withLostBreaks(joinHeads(lines))) {
    if (COMMAND.test(line.text)) {
      finish();
      continue;
    }
    const path = headPath(line.text);
    if (path !== null) {
      finish();
      current = new OutputReader(line, path);
    } else if (current === null || !current.take(line)) {
      if (!isBlank(line)) notUnderstood.push(line);
    }
  }
  finish();
  return { outputs, notUnderstood };
}

/** The path of a first line: it has the feature's name, which is the same in every language, and a path, and is no labelled value. */
function headPath(text: string): string | null {
  if (!NAME.test(text) || (LABEL.test(text) && !QUOTED_PATH.test(text))) return null;
  const path = (QUOTED_PATH.exec(text)?.[1] ?? BARE_PATH.exec(text)?.[1])?.trim();
  return path === undefined || !/[:\\]/.test(path) ? null : path;
}

/** A first line that was wrapped before or inside its path is put together again. */
function joinHeads(lines: readonly PastedLine[]): PastedLine[] {
  const joined: PastedLine[] = [];
  for (const line of lines) {
    const before = joined.at(-1);
    const isOpen = before !== undefined && NAME.test(before.text) && !COMMAND.test(before.text) && headPath(before.text) === null;
    const whole =
      isOpen && !LABEL.test(before.text) ? { line: before.line, text: `${before.text.trimEnd()} ${line.text.trimStart()}` } : null;
    if (whole !== null && headPath(whole.text) !== null && headPath(line.text) === null) joined[joined.length - 1] = whole;
    else joined.push(line);
  }
  return joined;
}

const withLostBreaks = (lines: readonly PastedLine[]): PastedLine[] =>
  lines.flatMap((line) =>
    headPath(line.text) === null ? [line] : withoutLostBreaks(line.text).map((text) => ({ line: line.line, text })),
  );

const withoutLostBreaks = (text: string): string[] => text.split(LOST_BREAK).flatMap((piece) => piece.split(LOST_BREAK_BEFORE_CODE));

type Open = 'head' | 'status' | 'reason' | 'compatible' | 'label' | null;

/** Gathers the lines below one first line. */
class OutputReader {
  readonly #line: number;
  readonly #path: string;
  #head: string;
  #status: { code: number; text: string | null } | null = null;
  #statusIsWhole = false;
  #volumeDriver: string | null = null;
  #driver: string | null = null;
  #reason: string | null = null;
  #busType: string | null = null;
  #storageDriver: string | null = null;
  #compatible: string | null = null;
  /** The item that the next line may go on with. */
  #open: Open = 'head';

  constructor({ line, text }: PastedLine, path: string) {
    this.#line = line;
    this.#path = path;
    this.#head = text;
    this.#volumeDriver = DRIVER_IN_PARENTHESES.exec(text.replace(QUOTED_PATH, ''))?.[1]?.trim() ?? null;
  }

  /** False when the line means nothing here. */
  take(line: PastedLine): boolean {
    if (isBlank(line)) {
      if (this.#open !== 'status' && this.#open !== 'label') this.#open = null;
      return true;
    }
    if (this.#open === 'status') return this.#goOn(line.text);
    const inParentheses = DRIVER_IN_PARENTHESES.exec(line.text)?.[1];
    if (inParentheses !== undefined && this.#volumeDriver === null && this.#status === null) {
      this.#volumeDriver = inParentheses.trim();
      this.#open = null;
      return true;
    }
    const label = LABEL.exec(line.text);
    if (label !== null) return this.#value((label[2] ?? '').trim(), line.text);
    if (this.#open === 'label') return this.#value(line.text.trim(), line.text);
    return this.#goOn(line.text);
  }

  /** A value by what it is, and by what came before it. */
  #value(value: string, line: string): boolean {
    this.#open = null;
    if (value === '') {
      this.#open = 'label';
      return true;
    }
    const number = NUMBER.exec(value);
    if (number !== null && this.#status === null) return this.#setStatus(number, value);
    const driver = DRIVER.exec(value)?.[1];
    if (driver !== undefined) return this.#setDriver(driver);
    const busType = BUS.get(value.toLowerCase());
    if (busType !== undefined && this.#busType === null) {
      this.#busType = busType;
      return true;
    }
    if (NAME.test(value) && this.#compatible === null && (this.#busType !== null || !this.#expectsReason())) {
      this.#compatible = value;
      this.#open = 'compatible';
      return true;
    }
    if (this.#expectsReason()) {
      this.#reason = value;
      this.#open = 'reason';
      return true;
    }
    return this.#goOn(line);
  }

  #expectsReason(): boolean {
    return (
      this.#reason === null && this.#busType === null && (this.#status !== null || this.#volumeDriver !== null || this.#driver !== null)
    );
  }

  #setStatus([, number = '', text]: RegExpExecArray, value: string): boolean {
    this.#status = {
      code: number.startsWith('-') ? Number(number) >>> 0 : Number(number),
      text: text === undefined || text === '' ? null : text.trim(),
    };
    this.#statusIsWhole = /[(（]/.test(value);
    const isOpen = this.#statusIsWhole && !/[)）]\s*$/.test(value);
    this.#open = isOpen ? 'status' : null;
    return true;
  }

  #setDriver(driver: string): boolean {
    const isStorage =
      this.#busType !== null ||
      this.#compatible !== null ||
      this.#volumeDriver !== null ||
      (this.#status === null && this.#reason === null);
    if (isStorage && this.#storageDriver === null) this.#storageDriver = driver;
    else if (!isStorage && this.#driver === null) this.#driver = driver;
    else return false;
    return true;
  }

  /** The rest of something that was wrapped. */
  #goOn(text: string): boolean {
    const more = text.trim();
    switch (this.#open) {
      case 'head':
        this.#head = `${this.#head} ${more}`;
        return true;
      case 'status':
        return this.#goOnWithStatus(more);
      case 'reason':
        this.#reason = `${this.#reason} ${more}`;
        return true;
      case 'compatible':
        this.#compatible = `${this.#compatible} ${more}`;
        this.#open = null;
        return true;
      default:
        return false;
    }
  }

  #goOnWithStatus(more: string): boolean {
    if (this.#status === null) return false;
    const isEnd = /[)）]\s*$/.test(more);
    // A status whose end was cut off must not swallow the labelled values behind it.
    if (!isEnd && LABEL.test(more)) {
      this.#open = null;
      return this.take({ line: 0, text: more });
    }
    this.#status.text = `${this.#status.text ?? ''} ${isEnd ? more.replace(/[)）]\s*$/, '') : more}`.trim();
    if (isEnd) this.#open = null;
    return true;
  }

  result(): FsutilOutput {
    const hasStorage = this.#busType !== null || this.#storageDriver !== null || this.#compatible !== null;
    const { compatible, byWords } = compatibility(this.#compatible);
    return {
      line: this.#line,
      path: this.#path,
      said: saidInEnglish(this.#head),
      // A bare number at the very end may have lost its last digits with the rest.
      status: this.#statusIsWhole || this.#driver !== null || this.#reason !== null ? this.#status : null,
      volumeDriver: this.#volumeDriver,
      driver: this.#driver,
      reason: this.#reason,
      storage: hasStorage ? { busType: this.#busType, driver: this.#storageDriver, compatible } : null,
      compatibleByWords: byWords,
    };
  }
}

function saidInEnglish(head: string): FsutilOutput['said'] {
  const words = head.replace(QUOTED_PATH, '').replace(/\s+/g, ' ');
  if (/\bis not (?:currently )?supported\b/i.test(words)) return 'notSupported';
  if (/\bis partially supported\b/i.test(words)) return 'partial';
  return /\bis (?:currently )?supported\b/i.test(words) ? 'supported' : null;
}

function compatibility(value: string | null): { readonly compatible: boolean | null; readonly byWords: boolean } {
  if (value === null) return { compatible: null, byWords: false };
  const words = value.replace(/\s+/g, ' ').trim();
  if (/^bypassio compatible\.?$/i.test(words)) return { compatible: true, byWords: false };
  if (/^not bypassio compatible\.?$/i.test(words)) return { compatible: false, byWords: false };
  // Cut off right behind the name: nothing was said.
  if (/^(?:not )?bypassio$/i.test(words)) return { compatible: null, byWords: false };
  return { compatible: !deniesSomething(words), byWords: true };
}
