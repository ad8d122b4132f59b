/**
 * Which names of a path say where Windows, programs and games lie, and so stay, and which are somebody's own. What a name means depends on
 * the names in front of it only, so that a folder is replaced the same way wherever it is met. Names are compared in lower case.
 */

/** What the next name of a path is looked at as. */
export type Place = 'root' | 'users' | 'profile' | 'appData' | 'open' | 'known';

export interface NameInPlace {
  /** `keep`: says nothing about anybody. */
  readonly kind: 'keep' | 'user' | 'path';
  readonly next: Place;
}

const set = (names: string): ReadonlySet<string> => new Set(names.split('|'));

/** Below these everything belongs to Windows or to installed programs. */
const SYSTEM_FOLDERS = set(
  'windows|windows.old|program files|program files (x86)|program files (arm)|programdata|perflogs|recovery|boot|efi|system volume information|$extend|$windows.~bt|$winreagent|msocache',
);
const SYSTEM_FILES = set('pagefile.sys|hiberfil.sys|swapfile.sys|dumpstack.log|dumpstack.log.tmp|bootmgr|bootnxt');
const USERS = set('users|documents and settings');
const COMMON_PROFILES = set(
  'public|default|default user|all users|defaultaccount|administrator|guest|wdagutilityaccount|localservice|networkservice|systemprofile',
);
/** Folders of every profile. What lies in them is the user's. */
const PROFILE_FOLDERS = set(
  'desktop|documents|downloads|pictures|music|videos|saved games|favorites|links|contacts|searches|3d objects|onedrive|my documents|temp|$recycle.bin',
);
const APP_DATA = set('local|locallow|roaming|microsoft|packages|programs|temp|virtualstore|application data');
/** Folders of launchers and of games: what lies below a library is a game and its files. `libraries.ts` finds the same ones. */
const GAME_FOLDERS = set(
  'steam|steamlibrary|steamapps|epic games|ea games|ea app|origin games|gog games|gog galaxy|xboxgames|windowsapps|modifiablewindowsapps|games|ubisoft game launcher|ubisoft|battle.net|riot games|rockstar games|amazon games|itch',
);

/** Every name of the lists above: words of this product. */
export const KNOWN_NAMES: readonly string[] = [
  ...SYSTEM_FOLDERS,
  ...SYSTEM_FILES,
  ...USERS,
  ...COMMON_PROFILES,
  ...PROFILE_FOLDERS,
  ...APP_DATA,
  ...GAME_FOLDERS,
  'appdata',
];

const KEEP = (next: Place): NameInPlace => ({ kind: 'keep', next });
const REPLACE: NameInPlace = { kind: 'path', next: 'open' };

/** One name of a path, after what came before it. */
export function nameInPlace(name: string, place: Place): NameInPlace {
  if (place === 'known' || /^\.*$/.test(name)) return KEEP(place);
  const lower = name.toLowerCase();
  if (place === 'users') return COMMON_PROFILES.has(lower) ? KEEP('profile') : { kind: 'user', next: 'profile' };
  if (place === 'root' && SYSTEM_FOLDERS.has(lower)) return KEEP('known');
  if (place === 'root' && SYSTEM_FILES.has(lower)) return KEEP('open');
  if (place === 'root' && USERS.has(lower)) return KEEP('users');
  if (place === 'profile' && lower === 'appdata') return KEEP('appData');
  if (place === 'appData' && APP_DATA.has(lower)) return KEEP('appData');
  if (GAME_FOLDERS.has(lower)) return KEEP('known');
  return PROFILE_FOLDERS.has(lower) ? KEEP('open') : REPLACE;
}

/** Extensions that say what a file is and not whose. Any other end of a name may be a part of it. */
const EXTENSIONS = set(
  '7z|acf|apk|asi|assets|avi|bak|bank|bat|bik|bin|bk2|blk|bmp|bundle|cab|cache|cas|cat|cfg|cmd|com|cpl|csv|dat|data|db|dds|dll|dmp|doc|docx|drv|dsc|efi|epub|etl|evtx|exe|fbx|forge|fsb|gif|gpk|gz|hkx|htm|html|ico|idx|img|inf|ini|iso|jpeg|jpg|js|json|kfc|lib|lnk|log|lua|m4a|manifest|map|md|mdb|mid|mkv|mov|mp3|mp4|mpq|msi|msp|mui|nls|nsp|obj|ocx|ogg|otf|pack|pak|pck|pdb|pdf|pf|png|ppt|pptx|psarc|ps1|py|rar|reg|rpf|rtf|sav|scs|sig|sqlite|svg|sys|tar|tga|tif|tiff|tlb|tmp|toc|ttf|txt|uasset|ucas|unity3d|upk|url|utoc|vdf|vhd|vhdx|vmdk|vpk|wad|wav|webm|webp|wem|wim|xls|xlsx|xml|xnb|yaml|yml|zip|bpio',
);
export const KNOWN_EXTENSIONS: readonly string[] = [...EXTENSIONS];

/** The name without a known extension, and the extension with its dot, or nothing. */
export function splitName(name: string): readonly [stem: string, extension: string] {
  const dot = name.lastIndexOf('.');
  return dot > 0 && EXTENSIONS.has(name.slice(dot + 1).toLowerCase()) ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
}
