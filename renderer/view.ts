import type { CaseContents } from '../main/contract/case.ts';
import type { Client } from './connection.ts';

/** What pages ask, whichever it answers of. */
export type ViewClient = Client['case']['view'];

/**
 * What every page shows: this machine with its database, or the case file that is open. Chosen once, in the frame. Only of this machine
 * can things be asked that are no part of a case, such as the probe driver: the type says so.
 */
export type View =
  | { readonly kind: 'live'; readonly client: Client }
  | { readonly kind: 'case'; readonly client: ViewClient; readonly contents: CaseContents };
