/**
 * File names as SQLite can keep them. Windows names are UTF-16 units and may hold unpaired surrogates, which UTF-8 cannot: each is written
 * as `<D800>`. No Windows name holds `<`, so nothing else looks like that.
 */
export function storable(name: string): string {
  return name.isWellFormed() ? name : name.replace(/\p{Surrogate}/gu, (unit) => `<${unit.charCodeAt(0).toString(16).toUpperCase()}>`);
}

export function restored(stored: string): string {
  return stored.includes('<')
    ? stored.replace(/<(D[89A-F][0-9A-F]{2})>/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : stored;
}
