import { Counter, type Registry } from 'prom-client';

/** Counts ticks and the fans they admitted. */
export function makeAdmissionMetrics(registry: Registry): {
  onTick(status: 'completed' | 'failed', admitted: number): void;
} {
  const registers = [registry];
  const ticks = new Counter({
    name: 'admission_ticks_total',
    help: 'Ticks of waiting rooms, by how they ended.',
    labelNames: ['status'] as const,
    registers,
  });
  const admissions = new Counter({
    name: 'fans_admitted_total',
    help: 'Fans admitted from waiting rooms.',
    registers,
  });
  return {
    onTick: (status, admitted) => {
      ticks.inc({ status });
      admissions.inc(admitted);
    },
  };
}
