import { expect, test } from 'vitest';
import { makeStream } from '../random.ts';
import { drawPersona } from './persona.ts';

const crowd = Array.from({ length: 2_000 }, (_, fan) => drawPersona(makeStream(7, fan)));

test('the same seed draws the same crowd', () => {
  expect(crowd).toEqual(Array.from({ length: 2_000 }, (_, fan) => drawPersona(makeStream(7, fan))));
});

test('a crowd has every kind of fan in it', () => {
  const kinds = new Set(
    crowd.map(({ plan }) => (plan.kind === 'pay-by-card' ? `${plan.kind} ${plan.scenario}` : plan.kind)),
  );
  expect([...kinds].sort()).toEqual([
    'buy-and-cancel',
    'let-it-expire',
    'pay-by-card approve',
    'pay-by-card decline',
    'pay-by-card delay:700',
    'pay-by-card drop_after_commit',
    'pay-by-card duplicate_webhook',
    'pay-by-card error_then_approve:1',
    'pay-from-wallet',
    'release',
  ]);
  expect(new Set(crowd.map((fan) => fan.quantity))).toEqual(new Set([1, 2, 3, 4]));
  expect(new Set(crowd.map((fan) => fan.choice))).toEqual(new Set(['own-seats', 'best-available']));
  expect(crowd.some((fan) => fan.leavesAfterPolls !== null)).toBe(true);
});
