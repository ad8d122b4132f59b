export const GAME_STORES = ['steam', 'epic', 'ea', 'gog', 'xbox'] as const;
export type GameStore = (typeof GAME_STORES)[number];

export const STORE_NAMES: Readonly<Record<GameStore, string>> = {
  steam: 'Steam',
  epic: 'Epic Games',
  ea: 'EA',
  gog: 'GOG',
  xbox: 'Xbox',
};
