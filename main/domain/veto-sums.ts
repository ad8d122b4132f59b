/** Vetoes that say the same, counted: by whom, how, why, to whom. Times are microseconds since 1970 in UTC. */
export interface VetoSum {
  readonly filter: string | null;
  readonly process: string | null;
  readonly reason: string | null;
  readonly operation: string | null;
  /** Unsigned. */
  readonly ntstatus: number | null;
  readonly vetoes: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

export interface VetoPathSum {
  readonly path: string | null;
  readonly filters: readonly string[];
  readonly vetoes: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

/** All vetoes of a database, without those that this program's own queries caused. */
export interface VetoSums {
  readonly kinds: readonly VetoSum[];
  /** Most vetoes first, as many as were asked for. */
  readonly paths: readonly VetoPathSum[];
  /** Different paths that were counted. */
  readonly pathCount: number;
  /** False: there were too many different paths to count each. */
  readonly pathsComplete: boolean;
  readonly own: number;
}
