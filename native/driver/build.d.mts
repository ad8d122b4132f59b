export function findMingw(): string | null;
export function buildDriver(compiler: string): string;
