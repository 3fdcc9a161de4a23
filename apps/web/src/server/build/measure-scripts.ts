import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { buildOf } from './documents.ts';

export interface ScriptSize {
  readonly name: string;
  /** Compressed by gzip. */
  readonly bytes: number;
  /** The packages of npm in it. */
  readonly packages: readonly string[];
}

/** Scripts that a purchase loads, from the list of concerts to the tickets. */
export const PURCHASES = {
  ko: ['rolldown-runtime', 'shell', 'sale', 'sale-ko'],
  en: ['rolldown-runtime', 'shell', 'shell-en', 'sale', 'sale-en'],
} as const;

/** Builds the storefront in memory. NODE_ENV must be `production` or unset. */
export async function measureScripts(): Promise<readonly ScriptSize[]> {
  const { output } = (await build(buildOf('index', { write: false }))) as Rolldown.RolldownOutput;
  return output
    .filter((file) => file.type === 'chunk')
    .map(({ name, code, moduleIds }) => ({
      name,
      bytes: gzipSync(code, { level: 9 }).length,
      packages: packagesOf(moduleIds),
    }))
    .sort((a, b) => b.bytes - a.bytes);
}

const packagesOf = (moduleIds: readonly string[]): readonly string[] => [
  ...new Set(moduleIds.flatMap((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? [])),
];
