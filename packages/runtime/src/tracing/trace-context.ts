import {
  type Context,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  TraceFlags,
  trace,
} from '@opentelemetry/api';

/** `traceparent` of W3C Trace Context. Versions after 00 may append fields, which are ignored. */
const TRACEPARENT =
  /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.{0,200})?$/;
const TRACE_ID_AT = '00-'.length;
const TRACE_ID_CHARS = 32;

/**
 * The header in the form of version 00, with no flag but `sampled`; undefined if it is missing or
 * malformed.
 */
export function readTraceparent(header: string | null | undefined): string | undefined {
  const parts = header ? TRACEPARENT.exec(header) : null;
  if (parts === null || (parts[1] === '00' && parts[5] !== undefined)) return undefined;
  return `00-${parts[2]}-${parts[3]}-${isOdd(parts[4]) ? '01' : '00'}`;
}

const isOdd = (hex = '0') => Number.parseInt(hex, 16) % 2 === 1;

/** The context of another process. The root context if it sent none. `text` may be unchecked. */
export function contextOf(text: string | null | undefined): Context {
  const traceparent = readTraceparent(text);
  if (traceparent === undefined) return ROOT_CONTEXT;
  const [, traceId = '', spanId = '', flags] = traceparent.split('-');
  const traceFlags = flags === '01' ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

/** The `traceparent` of the running work; undefined outside a trace. */
export function activeTraceparent(of: Context = context.active()): string | undefined {
  const active = trace.getSpanContext(of);
  if (active === undefined || !isSpanContextValid(active)) return undefined;
  const sampled = (active.traceFlags & TraceFlags.SAMPLED) !== 0;
  return `00-${active.traceId}-${active.spanId}-${sampled ? '01' : '00'}`;
}

/** Whether the trace is recorded. Takes a checked `traceparent`. */
export const isSampled = (traceparent: string | undefined): traceparent is string =>
  traceparent?.endsWith('-01') === true;

/** The trace's id for a log line: of a checked `traceparent`, or of the running work. */
export const traceIdOf = (traceparent: string | undefined = activeTraceparent()): string | undefined =>
  traceparent?.slice(TRACE_ID_AT, TRACE_ID_AT + TRACE_ID_CHARS);

/** Runs work outside every trace: what several traces share belongs to none. */
export const outsideTraces = <T>(work: () => T): T => context.with(ROOT_CONTEXT, work);
