import type { Failure, Result } from '../../contract/failure.ts';
import type { GameProblem } from '../../contract/games.ts';
import type { GameStore } from '../../contract/games-words.ts';
import {
  epicTitle,
  type InstalledTitle,
  localFolder,
  steamLibraries,
  steamTitle,
  titleOf,
  xboxFolders,
  xboxTitle,
} from '../../domain/libraries.ts';
import type { RegistryHive, System } from '../../domain/system.ts';
import { literal } from './paths.ts';

export interface FoundTitle extends InstalledTitle {
  readonly store: GameStore;
}

const MANIFEST_MAX_BYTES = 4 << 20;
const TITLES_MAX_COUNT = 10_000;
const NOT_THERE: ReadonlySet<number> = new Set([2, 3]);

/** Where each launcher says that its titles are. One that is not installed says nothing; one that is damaged is a problem, and the rest goes on. */
export class LibraryFinder {
  readonly #system: System;
  readonly titles: FoundTitle[] = [];
  readonly problems: GameProblem[] = [];

  constructor(system: System) {
    this.#system = system;
  }

  findAll(): void {
    this.#steam();
    this.#epic();
    this.#registered('gog', ['SOFTWARE\\WOW6432Node\\GOG.com\\Games', 'SOFTWARE\\GOG.com\\Games'], 'path', 'gameName');
    this.#registered('ea', ['SOFTWARE\\WOW6432Node\\EA Games', 'SOFTWARE\\EA Games'], 'Install Dir', 'DisplayName');
    this.#xbox();
  }

  #steam(): void {
    const steam = this.#folder([
      ['user', 'Software\\Valve\\Steam', 'SteamPath'],
      ['machine', 'SOFTWARE\\WOW6432Node\\Valve\\Steam', 'InstallPath'],
    ]);
    if (steam === null) return;
    const listed = `${steam}\\steamapps\\libraryfolders.vdf`;
    const libraries = this.#manifest('steam', listed, steamLibraries) ?? { folders: [], refused: [] };
    for (const failure of libraries.refused) this.#report('steam', listed, failure);
    const folders = new Map([steam, ...libraries.folders].map((folder) => [folder.toLowerCase(), folder]));
    for (const library of folders.values()) {
      for (const name of this.#names('steam', `${library}\\steamapps`, /^appmanifest_\d+\.acf$/i)) {
        this.#add(
          'steam',
          this.#manifest('steam', `${library}\\steamapps\\${name}`, (text) => steamTitle(text, library)),
        );
      }
    }
  }

  #epic(): void {
    const data = this.#folder([['machine', 'SOFTWARE\\WOW6432Node\\Epic Games\\EpicGamesLauncher', 'AppDataPath']]);
    const common = this.#folder([['machine', 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Explorer\\Shell Folders', 'Common AppData']]);
    const manifests = data !== null ? `${data}\\Manifests` : common === null ? null : `${common}\\Epic\\EpicGamesLauncher\\Data\\Manifests`;
    if (manifests === null) return;
    for (const name of this.#names('epic', manifests, /\.item$/i))
      this.#add('epic', this.#manifest('epic', `${manifests}\\${name}`, epicTitle));
  }

  /** Launchers that keep a key for each title. */
  #registered(store: GameStore, keys: readonly string[], folderValue: string, titleValue: string): void {
    for (const key of keys) {
      const listed = this.#system.registry.subkeys('machine', key);
      if (!listed.ok) {
        this.#report(store, `HKLM\\${key}`, listed.error);
        continue;
      }
      for (const id of listed.value) this.#addRegistered(store, key, id, folderValue, titleValue);
    }
  }

  #addRegistered(store: GameStore, key: string, id: string, folderValue: string, titleValue: string): void {
    const said = this.#system.registry.text('machine', `${key}\\${id}`, folderValue);
    if (!said.ok) {
      this.#report(store, `HKLM\\${key}\\${id}`, said.error); // without the value it is a key of the launcher's own, not of a title
      return;
    }
    const folder = localFolder(said.value);
    if (!folder.ok) {
      this.#report(store, `HKLM\\${key}\\${id}`, folder.error);
      return;
    }
    const name = this.#system.registry.text('machine', `${key}\\${id}`, titleValue);
    this.#add(store, { id, title: titleOf(name.ok ? name.value : null, folder.value), folder: folder.value, storeBytes: null });
  }

  #xbox(): void {
    const volumes = this.#system.volumes.list();
    if (!volumes.ok) {
      this.#report('xbox', 'volumes', volumes.error);
      return;
    }
    for (const { mount } of volumes.value) {
      const source = `${mount}\\.GamingRoot`;
      const read = this.#system.files.read(literal(source), MANIFEST_MAX_BYTES);
      const folders = read.ok ? xboxFolders(read.value, mount) : read;
      if (!folders.ok) {
        this.#report('xbox', source, folders.error);
        continue;
      }
      for (const folder of folders.value) this.#xboxTitles(folder);
    }
  }

  #xboxTitles(folder: string): void {
    for (const name of this.#names('xbox', folder, /./, 'folders')) {
      const source = `${folder}\\${name}\\Content\\MicrosoftGame.config`;
      const config = this.#system.files.read(literal(source), MANIFEST_MAX_BYTES);
      if (!config.ok) {
        this.#report('xbox', source, config.error); // without the file it is no title, or one of an older form without a name to tell
        continue;
      }
      const title = xboxTitle(new TextDecoder().decode(config.value));
      this.#add('xbox', { id: null, title: titleOf(title, name), folder: `${folder}\\${name}`, storeBytes: null });
    }
  }

  #add(store: GameStore, title: InstalledTitle | null): void {
    if (title === null || this.titles.length >= TITLES_MAX_COUNT) return;
    const isKnown = this.titles.some((known) => known.store === store && known.folder.toLowerCase() === title.folder.toLowerCase());
    if (!isKnown) this.titles.push({ store, ...title });
  }

  #folder(places: readonly (readonly [RegistryHive, string, string])[]): string | null {
    for (const [hive, key, value] of places) {
      const text = this.#system.registry.text(hive, key, value);
      const folder = text.ok ? localFolder(text.value) : null;
      if (folder?.ok === true) return folder.value;
    }
    return null;
  }

  #names(store: GameStore, folder: string, pattern: RegExp, kind: 'files' | 'folders' = 'files'): string[] {
    const names: string[] = [];
    const listed = this.#system.folders.list(literal(folder), ({ name, isFolder, isLink }) => {
      if (isFolder === (kind === 'folders') && !isLink && pattern.test(name)) names.push(name);
      return names.length < TITLES_MAX_COUNT ? 'next' : 'stop';
    });
    if (!listed.ok) this.#report(store, folder, listed.error);
    return names;
  }

  #manifest<T>(store: GameStore, path: string, parse: (text: string) => Result<T>): T | null {
    const read = this.#system.files.read(literal(path), MANIFEST_MAX_BYTES);
    const parsed = read.ok ? parse(new TextDecoder().decode(read.value)) : read;
    if (parsed.ok) return parsed.value;
    this.#report(store, path, parsed.error);
    return null;
  }

  /** What is not there is no problem: most machines have some launchers and not others. */
  #report(store: GameStore, source: string, failure: Failure): void {
    if (failure.kind === 'win32' && NOT_THERE.has(failure.code)) return;
    this.problems.push({ store, source, failure });
  }
}

export function findTitles(system: System): { readonly titles: readonly FoundTitle[]; readonly problems: readonly GameProblem[] } {
  const finder = new LibraryFinder(system);
  finder.findAll();
  return finder;
}
