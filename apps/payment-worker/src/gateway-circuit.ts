import type { GatewayHealth } from '@concert-mania/core/payments/gateway/gateway';
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel';

export interface GatewayCircuitOptions {
  /** So many calls without an answer, one after another, and the gateway counts as away. */
  readonly failures: number;
  /** How long it is then left alone before one call is let through. */
  readonly pauseMs: number;
  readonly onState: (state: CircuitName) => void;
}

export type CircuitName = 'closed' | 'half_open' | 'open';

export interface GatewayCircuit {
  /**
   * Makes the call, or answers null while the circuit is open. An answer with `gatewayFailed`
   * counts as a failure. After one with `slowDownMs` no call is made for that long; that counts as
   * no failure.
   */
  run<T extends object>(call: () => Promise<T>): Promise<T | null>;
  health(): GatewayHealth;
}

/** Stops calling a gateway that does not answer, and lets one call at a time find out whether it is back. */
export function makeGatewayCircuit(options: GatewayCircuitOptions): GatewayCircuit {
  const failed = handleWhenResult(
    (reply) =>
      typeof reply === 'object' && reply !== null && 'gatewayFailed' in reply && reply.gatewayFailed === true,
  );
  const breaker = circuitBreaker(failed, {
    halfOpenAfter: options.pauseMs,
    breaker: new ConsecutiveBreaker(options.failures),
  });
  let openedAtMs = 0;
  let quietUntilMs = 0;
  breaker.onStateChange((state) => {
    if (state === CircuitState.Open) openedAtMs = Date.now();
    options.onState(nameOf(state));
  });
  return {
    run: async (call) => {
      if (Date.now() < quietUntilMs) return null;
      try {
        const reply = await breaker.execute(call);
        if ('slowDownMs' in reply && typeof reply.slowDownMs === 'number') {
          quietUntilMs = Date.now() + reply.slowDownMs;
        }
        return reply;
      } catch (error) {
        if (error instanceof BrokenCircuitError) return null;
        throw error;
      }
    },
    health: () => {
      if (Date.now() < quietUntilMs) return 'away';
      if (breaker.state === CircuitState.Closed) return 'well';
      const pauseIsOver = Date.now() - openedAtMs >= options.pauseMs;
      return breaker.state === CircuitState.Open && pauseIsOver ? 'doubtful' : 'away';
    },
  };
}

function nameOf(state: CircuitState): CircuitName {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'half_open' : 'open';
}
