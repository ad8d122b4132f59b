/** A path as Windows takes it literally: at any length, and with names that would otherwise stand for devices or lose their last point. */
export const literal = (path: string): string => (path.startsWith('\\\\?\\') ? path : `\\\\?\\${path}`);
