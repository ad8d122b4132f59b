import type { ReportOrigin } from '../contract/report.ts';

type OfCase = Extract<ReportOrigin, { readonly kind: 'case' }>;

/** `the case file X.bpio`; without its name where that was redacted. */
export const caseText = ({ name }: OfCase, show: (name: string) => string = String): string =>
  name === null ? 'a case file' : `the case file ${show(name)}`;

/** What its reader has to know of a case's contents; null where they are as they were written. */
export function checkText({ check }: OfCase): string | null {
  switch (check) {
    case 'intact':
      return null;
    case 'differs':
      return 'the case file was changed after it was made: its contents are not as its manifest says';
    case 'notCompared':
      return 'the contents of the case file were not compared with its manifest';
    default:
      return check satisfies never;
  }
}
