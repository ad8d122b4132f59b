import type { Failure, Result } from '../../contract/failure.ts';
import type { ScanMode } from '../../contract/scan-words.ts';
import type { FileFact } from '../../contract/words.ts';
import { type Finding, identityOf, withoutTarget } from '../../domain/audit.ts';
import type { BypassIoAnswer } from '../../domain/bypass-io.ts';
import { causesOf, REFUSED_FACTS } from '../../domain/causes.ts';
import type { FolderEntry, System, Target } from '../../domain/system.ts';
import { type Asked, ask, type Judgement, judge, type Refusal, unanswered } from '../../domain/verdict.ts';
import type { NewFinding } from '../../store/scan-writer.ts';
import type { VolumeContext } from '../volume-context.ts';
import { literal } from './paths.ts';

const RECALLED: Failure = {
  kind: 'refused',
  call: 'CreateFileW',
  detail: 'the contents are kept elsewhere: opening the file would fetch them',
};

/** After this many files of one folder that turned out the same, `fast` concludes the rest of it. */
const SAMPLES_COUNT = 3;

/** What `fast` has learnt of the folder that is being listed. */
export interface Sample {
  count: number;
  finding: number;
}
export const newSample = (): Sample => ({ count: 0, finding: -1 });

/** A file that was asked, and the number of what it turned out to be. */
interface Inspected {
  readonly asked: Asked;
  readonly facts: readonly FileFact[];
  readonly context: VolumeContext;
  readonly finding: number;
}

/**
 * Turns listed files into findings, and each finding into a small number: nearly all files of a scan share a few, so causes and texts are
 * made once for each kind and not once for each file.
 */
export class FileInspector {
  readonly #system: System;
  readonly #mode: ScanMode;
  readonly #numbers = new Map<string, number>();
  readonly #findings: Finding[] = [];
  #fresh: NewFinding[] = [];
  #last: Inspected | null = null;

  constructor(system: System, mode: ScanMode) {
    this.#system = system;
    this.#mode = mode;
  }

  /** Findings that are new since the last call, in the order of their numbers. */
  takeNew(): readonly NewFinding[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  /** The number of what this file turned out to be. */
  inspect(entry: FolderEntry, path: string, context: VolumeContext, sample: Sample): number {
    const isFast = this.#mode === 'fast';
    const concluded = isFast ? this.#conclude(entry, context, sample) : null;
    if (concluded !== null) return concluded;
    if (entry.isRecalledOnOpen) return this.#failed(RECALLED);
    const opened = this.#system.targets.openListed(literal(path));
    if (!opened.ok) return this.#failed(opened.error);
    const target = opened.value;
    // Not `using`, which keeps a list of what to close: for one handle that is as dear as a call.
    try {
      const asked = ask(target);
      const facts = factsOf(entry, target, context);
      const finding = this.#likeLast(asked, facts, context) ?? this.#number(judge(asked, context.layerOf), facts, context);
      this.#last = { asked, facts, context, finding };
      if (isFast) learn(sample, finding);
      return finding;
    } finally {
      target[Symbol.dispose]();
    }
  }

  /** The number of the last file, when this one turned out the same: most do, and need not be judged again. */
  #likeLast(asked: Asked, facts: readonly FileFact[], context: VolumeContext): number | undefined {
    const last = this.#last;
    const isLike =
      last !== null &&
      last.context === context &&
      isSameAnswer(last.asked.whole, asked.whole) &&
      isSameAnswer(last.asked.filterStack, asked.filterStack) &&
      last.facts.length === facts.length &&
      last.facts.every((fact, index) => fact === facts[index]);
    return isLike ? last.finding : undefined;
  }

  /** Null when neither the file's attributes nor its neighbours tell. */
  #conclude(entry: FolderEntry, context: VolumeContext, sample: Sample): number | null {
    const facts = attributeFacts(entry);
    const refused =
      context.facts.ok && context.facts.value.fileSystem === 'NTFS' ? REFUSED_FACTS.find(({ fact }) => facts.includes(fact)) : undefined;
    if (refused !== undefined) {
      const refusal: Refusal = {
        layer: 'fileSystem',
        driver: 'ntfs.sys',
        opStatus: refused.ntstatus,
        reason: null,
        evidence: 'fileAttribute',
      };
      return this.#number({ verdict: 'blocked', refusals: [refusal], outFlags: 0, failure: null }, facts, context, 'concluded');
    }
    if (sample.count < SAMPLES_COUNT || facts.length > 0 || entry.sizeBytes === 0) return null;
    const like = this.#findings[sample.finding];
    return like === undefined ? null : this.#add({ ...like, concluded: true });
  }

  #failed(failure: Failure): number {
    const code = 'code' in failure ? failure.code : failure.detail;
    return this.#known(`failed ${failure.call} ${code}`) ?? this.#remember(`failed ${failure.call} ${code}`, () => failedFinding(failure));
  }

  #number(judgement: Judgement, facts: readonly FileFact[], context: VolumeContext, origin: 'asked' | 'concluded' = 'asked'): number {
    const key = `${origin} ${context.mount} ${facts.join()} ${judgementKey(judgement)}`;
    return (
      this.#known(key) ??
      this.#remember(key, () => ({
        verdict: judgement.verdict,
        concluded: origin === 'concluded',
        facts,
        causes: causesOf(judgement, { ...context, targetKind: 'file', facts, texts: this.#system.texts, wereAllAsked: false }),
        failure: judgement.failure === null ? null : withoutTarget(judgement.failure),
      }))
    );
  }

  #known(key: string): number | undefined {
    return this.#numbers.get(key);
  }

  #remember(key: string, make: () => Finding): number {
    const number = this.#add(make());
    this.#numbers.set(key, number);
    return number;
  }

  #add(finding: Finding): number {
    const identity = identityOf(finding);
    const known = this.#numbers.get(identity);
    if (known !== undefined) return known;
    const number = this.#findings.push(finding) - 1;
    this.#numbers.set(identity, number);
    this.#fresh.push({ identity, verdict: finding.verdict, content: JSON.stringify(finding) });
    return number;
  }
}

/** Of answers that came, in all that a judgement reads. */
const isSameAnswer = (a: Result<BypassIoAnswer>, b: Result<BypassIoAnswer>): boolean =>
  a.ok &&
  b.ok &&
  a.value.outFlags === b.value.outFlags &&
  a.value.opStatus === b.value.opStatus &&
  a.value.failingDriver === b.value.failingDriver &&
  a.value.failureReason === b.value.failureReason;

/** Equal texts lead to equal causes on one volume. */
function judgementKey({ verdict, outFlags, refusals, failure }: Judgement): string {
  let key = `${verdict} ${outFlags}`;
  for (const { layer, driver, opStatus, reason, evidence } of refusals) key += `\n${layer} ${driver} ${opStatus} ${evidence} ${reason}`;
  return failure === null ? key : `${key}\n${failure.call} ${'code' in failure ? failure.code : failure.detail}`;
}

function failedFinding(failure: Failure): Finding {
  const { verdict } = unanswered(failure);
  return { verdict, concluded: false, facts: [], causes: [], failure: withoutTarget(failure) };
}

/** What the listing says of the file itself. */
const attributeFacts = ({ isCompressed, isEncrypted, isSparse }: FolderEntry): FileFact[] => {
  const facts: FileFact[] = [];
  if (isCompressed) facts.push('compressed');
  if (isEncrypted) facts.push('encrypted');
  if (isSparse) facts.push('sparse');
  return facts;
};

function factsOf(entry: FolderEntry, target: Target, context: VolumeContext): FileFact[] {
  const facts = attributeFacts(entry);
  const backing = target.externalBacking();
  if (backing.ok && backing.value !== null && backing.value.provider !== 'cloud') facts.push('wof');
  const noClusters = target.hasNoClusters();
  if (noClusters.ok && noClusters.value) facts.push('resident');
  if (context.facts.ok && context.facts.value.isDax) facts.push('dax');
  return facts;
}

/** Counts files in a row that turned out the same. */
function learn(sample: Sample, finding: number): void {
  sample.count = sample.finding === finding ? sample.count + 1 : 1;
  sample.finding = finding;
}
