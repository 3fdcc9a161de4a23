import { describe, expect, it } from 'vitest';
import { activeTraceparent, contextOf, isSampled, readTraceparent, traceIdOf } from './trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const PARENT = `00-${TRACE}-${SPAN}-01`;

describe('a traceparent header', () => {
  it.each([
    ['of version 00', PARENT, PARENT],
    ['that is not sampled', `00-${TRACE}-${SPAN}-00`, `00-${TRACE}-${SPAN}-00`],
    ['with flags of the future', `00-${TRACE}-${SPAN}-03`, PARENT],
    ['of a later version with more fields', `cc-${TRACE}-${SPAN}-01-what-will-be`, PARENT],
  ])('is accepted: %s', (_, header, read) => expect(readTraceparent(header)).toBe(read));

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['without a trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['without a span', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['of the forbidden version', `ff-${TRACE}-${SPAN}-01`],
    ['of version 00 with more fields', `${PARENT}-more`],
    ['in upper case', PARENT.toUpperCase()],
    ['too short', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['too long', `${PARENT}${SPAN}`],
    ['sent twice', `${PARENT}, ${PARENT}`],
    ['of a later version and endless', `cc-${TRACE}-${SPAN}-01-${'x'.repeat(10_000)}`],
    ['with a line break', `${PARENT}\n`],
  ])('is ignored: %s', (_, header) => expect(readTraceparent(header)).toBeUndefined());
});

it('keeps a context on its way through text', () => {
  expect(activeTraceparent(contextOf(PARENT))).toBe(PARENT);
  expect(activeTraceparent(contextOf('nonsense'))).toBeUndefined();
  expect(activeTraceparent()).toBeUndefined();
});

it('names the trace in log lines, and tells recorded traces from others', () => {
  expect(traceIdOf(PARENT)).toBe(TRACE);
  expect(traceIdOf()).toBeUndefined();
  expect(isSampled(PARENT)).toBe(true);
  expect(isSampled(`00-${TRACE}-${SPAN}-00`)).toBe(false);
  expect(isSampled(undefined)).toBe(false);
});
