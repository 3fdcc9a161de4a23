import { Registry } from 'prom-client';
import { afterEach, expect, it, vi } from 'vitest';
import { makeAuditGroup } from './audit-group.ts';
import { startGatherLoop } from './gather-loop.ts';
import { makeGaugeGroup } from './gauge-groups.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));

/** A process whose election and readings the test decides. */
function startProcess() {
  const registry = new Registry();
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const state = { elected: true, fault: null as Error | null, concerts: ['con_1', 'con_2'], broken: 0 };
  const group = (name: string, read: () => Promise<Record<string, [number, Record<string, string>?][]>>) =>
    makeGaugeGroup(registry, {
      name,
      everyMs: 1,
      gauges: { [`cm_${name}`]: ['For the test.', ...(name === 'seats' ? ['concert'] : [])] },
      read,
    });
  const loop = startGatherLoop({
    election: { hold: async () => state.elected, close: async () => undefined },
    groups: [
      group('payments', async () => ({ cm_payments: [[3]] })),
      group('seats', async () => {
        if (state.fault) throw state.fault;
        return { cm_seats: state.concerts.map((concert) => [5, { concert }]) };
      }),
      makeAuditGroup(registry, {
        run: async () => {
          if (state.fault) throw state.fault;
          const first = [{ subject: 'res_1', detail: 'has no seat' }].slice(0, state.broken);
          return [{ name: 'money-balances', promise: 'it does', count: state.broken, first }];
        },
        everyMs: 1,
        log,
      }),
    ],
    registry,
    log,
    roundMs: 2,
  });
  stops.push(loop.stop);
  const values = async () =>
    (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const see = (...lines: string[]) =>
    vi.waitFor(async () => expect(await values()).toEqual(expect.arrayContaining(lines)), { interval: 5 });
  return { state, log, values, see };
}

it('exports the figures of shared things only while it is elected', async () => {
  const { state, values, see } = startProcess();
  await see('cm_payments 3', 'cm_seats{concert="con_1"} 5', 'cm_seats{concert="con_2"} 5');
  state.elected = false;
  await vi.waitFor(
    async () => {
      const figures = (await values()).filter((line) => !line.startsWith('cm_gather_failures_total'));
      expect(figures).toEqual([]);
    },
    { interval: 5 },
  );
  state.elected = true;
  await see('cm_payments 3');
});

it('removes the value of a concert that is no longer on sale', async () => {
  const { state, values, see } = startProcess();
  await see('cm_seats{concert="con_2"} 5');
  state.concerts = ['con_1'];
  await vi.waitFor(async () => expect((await values()).join()).not.toContain('con_2'), { interval: 5 });
});

it('removes, counts and logs only the group that fails, and logs once', async () => {
  const { state, log, values, see } = startProcess();
  await see('cm_seats{concert="con_1"} 5');
  state.fault = new Error('redis is away');
  await vi.waitFor(
    async () => {
      const shown = (await values()).join('\n');
      expect(shown).not.toContain('cm_seats{');
      expect(shown).toMatch(/cm_gather_failures_total\{group="seats"\} ([2-9]|\d\d)/);
      expect(shown).toContain('cm_payments 3');
    },
    { interval: 5 },
  );
  const ofSeats = log.warn.mock.calls.filter(([fields]) => fields.group === 'seats');
  expect(ofSeats).toEqual([[{ err: state.fault, group: 'seats' }, 'gathering failed']]);
  state.fault = null;
  await see('cm_seats{concert="con_1"} 5');
});

it('exports the findings of the audit, logs them with ids, and keeps the last ones while it fails', async () => {
  const { state, log, values, see } = startProcess();
  await see('cm_audit_findings{check="money-balances"} 0');
  state.broken = 1;
  await see('cm_audit_findings{check="money-balances"} 1');
  expect(log.error).toHaveBeenCalledWith(
    expect.objectContaining({
      check: 'money-balances',
      first: [{ subject: 'res_1', detail: 'has no seat' }],
    }),
    'audit finding',
  );
  state.fault = new Error('postgres is away');
  await vi.waitFor(async () => {
    const shown = (await values()).join('\n');
    expect(shown).toContain('cm_gather_failures_total{group="audit"}');
    expect(shown).toContain('cm_audit_findings{check="money-balances"} 1');
    expect(shown).toMatch(/cm_audit_last_run_timestamp_seconds \d+/);
  });
});
