import { microsText } from '../domain/micros.ts';

/** Reports are read elsewhere than they are made: every time in them is UTC and says so. */

/** `10:15:02 UTC`. */
export const utcClock = (timeUs: number): string => `${microsText(timeUs).slice(11, 19)} UTC`;

/** `2026-11-20 10:15:02 UTC`. */
export const utcTime = (timeUs: number): string => `${microsText(timeUs).slice(0, 19).replace('T', ' ')} UTC`;

/** The same of an ISO text in UTC. */
export const utcIso = (time: string): string => `${time.slice(0, 19).replace('T', ' ')} UTC`;
