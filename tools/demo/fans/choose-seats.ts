import type { Random } from '../random.ts';

/**
 * Picks seats on the map as a fan does: any free seat and the free ones right after it, or as many
 * as are left. Seats are numbered from 1; empty when none is free.
 */
export function pickSeats(availability: string, quantity: number, random: Random): number[] {
  const free: number[] = [];
  for (let index = 0; index < availability.length; index += 1) {
    if (availability[index] === 'A') free.push(index + 1);
  }
  if (free.length <= quantity) return free;
  const start = Math.floor(random() * free.length);
  return Array.from({ length: quantity }, (_, step) => free[(start + step) % free.length] ?? 0).sort(
    (a, b) => a - b,
  );
}
