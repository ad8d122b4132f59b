/**
 * Words that deny, in the languages Windows is shown in. fsutil says "not compatible" of a storage driver in words alone: no number and no
 * layout tells it from "compatible".
 */
const WORDS =
  'not|no|non|nicht|kein|keine|pas|não|nao|niet|geen|inte|ej|ikke|ei|eivät|nie|nije|ne|není|nem|nu|değil|nav|mitte|không|tidak|не|нет|ні|δεν|μη|לא|אינו|אין|غير|لا|ليس';
/** Parts of words that deny wherever they stand. */
const PARTS =
  'incompat|inkompat|nekompatib|niezgod|nesuderinam|nesaderī|uyumsuz|ühildumatu|nezdružljiv|yhteensopimat|несовместим|несумісн|несъвместим|ασύμβατ|不|未|非|無法|无法|ない|ません|않|아닙|비호환|ไม่';

const WORD = new RegExp(`(?<!\\p{L})(?:${WORDS})(?!\\p{L})`, 'iu');
const PART = new RegExp(PARTS, 'iu');

/** Does a short phrase deny something, in whatever language? Where no known word denies, it does not follow that nothing does. */
export const deniesSomething = (phrase: string): boolean => WORD.test(phrase) || PART.test(phrase);
