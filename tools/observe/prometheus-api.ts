import { z } from 'zod';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const answer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('success'), data: z.unknown() }),
  z.object({ status: z.literal('error'), error: z.string() }),
]);
const labels = z.record(z.string(), z.string());
const queryData = z.discriminatedUnion('resultType', [
  z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: labels, value: z.tuple([z.number(), z.string()]) })),
  }),
  z.object({ resultType: z.literal('scalar'), result: z.tuple([z.number(), z.string()]) }),
]);
const metadataData = z.record(z.string(), z.unknown());
const alertsData = z.object({ alerts: z.array(z.object({ labels, state: z.string() })) });
const targetsData = z.object({
  activeTargets: z.array(
    z.object({ labels, scrapeUrl: z.string(), health: z.string(), lastError: z.string() }),
  ),
});
const rulesData = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          name: z.string(),
          query: z.string(),
          type: z.enum(['alerting', 'recording']),
          health: z.string(),
          lastError: z.string().optional(),
        }),
      ),
    }),
  ),
});

const TIMEOUT_MS = 10_000;

/** The HTTP API of a Prometheus. Each call throws with the message of Prometheus if it refuses. */
export function prometheusApi(url: string) {
  const get = async (path: string, parameters: Readonly<Record<string, string>> = {}) => {
    const address = `${url}/api/v1/${path}?${new URLSearchParams(parameters)}`;
    const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = answer.parse(await response.json());
    if (body.status === 'error') throw new Error(body.error);
    return body.data;
  };
  return {
    /** The series that an expression yields now. */
    async query(expression: string): Promise<readonly Sample[]> {
      const data = queryData.parse(await get('query', { query: expression }));
      if (data.resultType === 'scalar') return [{ labels: {}, value: Number(data.result[1]) }];
      return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    /** The families that the targets export, also those without a series. */
    families: async () => new Set(Object.keys(metadataData.parse(await get('metadata')))),
    alerts: async () => alertsData.parse(await get('alerts')).alerts,
    targets: async () => targetsData.parse(await get('targets', { state: 'active' })).activeTargets,
    rules: async () => rulesData.parse(await get('rules')).groups.flatMap((group) => group.rules),
  };
}
export type PrometheusApi = ReturnType<typeof prometheusApi>;
