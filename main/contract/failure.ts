import { z } from 'zod';

/**
 * A call that did not do what was asked, as data: it survives every transport and names the call, the code space and the code.
 * A veto is not a failure: it is an answer.
 */
export const Failure = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['win32', 'ntstatus', 'hresult']),
    call: z.string(),
    /** Unsigned 32 bits, in the space that `kind` names. */
    code: z.number().int().min(0).max(0xffff_ffff),
    target: z.string().optional(),
    /** The system's own text for the code, in the machine's language, when it had one. */
    message: z.string().optional(),
  }),
  z.object({
    kind: z.enum(['refused', 'badRequest', 'notElevated', 'library']),
    call: z.string(),
    detail: z.string(),
    target: z.string().optional(),
  }),
]);
export type Failure = z.infer<typeof Failure>;

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };
