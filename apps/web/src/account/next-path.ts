/** Where to go after signing in: a path of ours, else the list of concerts. */
export function nextPath(next: string | undefined): string {
  if (next === undefined) return '/';
  const url = URL.parse(next, 'https://ours.invalid');
  // `//elsewhere` and `/\elsewhere` are addresses of other hosts.
  return url?.origin === 'https://ours.invalid' ? url.pathname + url.search : '/';
}
