/** Addresses (host:port) to scrape, by job. */
export type Targets = Readonly<Record<string, readonly string[]>>;

export interface PrometheusSettings {
  readonly targets: Targets;
  readonly ruleFiles: readonly string[];
  readonly scrapeSeconds: number;
}

/** The targets of the processes: the job is the kind, so `api-2` is scraped as `api`. */
export function processTargets(
  processes: readonly { readonly name: string; readonly opsUrl: string }[],
): Targets {
  const targets: Record<string, string[]> = {};
  for (const { name, opsUrl } of processes) {
    const kind = name.replace(/-\d+$/, '');
    targets[kind] = [...(targets[kind] ?? []), new URL(opsUrl).host];
  }
  return targets;
}

/** The configuration file of Prometheus. JSON is YAML, too. */
export function prometheusConfiguration(settings: PrometheusSettings): string {
  const { targets, ruleFiles, scrapeSeconds } = settings;
  const configuration = {
    global: { scrape_interval: `${scrapeSeconds}s`, evaluation_interval: `${scrapeSeconds}s` },
    rule_files: ruleFiles,
    scrape_configs: Object.entries(targets).map(([job, addresses]) => ({
      job_name: job,
      static_configs: [{ targets: addresses }],
    })),
  };
  return JSON.stringify(configuration, null, 2);
}
