import { z } from 'zod';
import { Failure } from './failure.ts';
import { GAME_STORES } from './games-words.ts';

const bytes = z.number().min(0);

/** A DirectStorage file of a title. A hint only: that it lies there does not say that the title uses it. */
export const RuntimeFile = z.object({
  name: z.string(),
  path: z.string(),
  /** From its version resource; null where it has none. */ version: z.string().nullable(),
});
export type RuntimeFile = z.infer<typeof RuntimeFile>;

export const Game = z.object({
  store: z.enum(GAME_STORES),
  /** The store's own number or name for the title; null where it has none. */
  id: z.string().nullable(),
  title: z.string(),
  folder: z.string(),
  files: z.number().int().min(0),
  bytes,
  /** False when not all of the folder was counted: parts could not be listed, or there is too much of it. */
  isSizeComplete: z.boolean(),
  /** What the store says the title takes, else null. */
  storeBytes: bytes.nullable(),
  runtime: z.array(RuntimeFile),
});
export type Game = z.infer<typeof Game>;

/** Something of a store that could not be read or is not what it should be. The rest goes on. */
export const GameProblem = z.object({ store: z.enum(GAME_STORES), source: z.string(), failure: Failure });
export type GameProblem = z.infer<typeof GameProblem>;

export const Games = z.object({ games: z.array(Game), problems: z.array(GameProblem) });
export type Games = z.infer<typeof Games>;
