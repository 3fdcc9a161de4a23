/** Goes to a page of ours, also from outside of a component. */
export function goTo(path: string, options: { readonly replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  // The router reads the address again on this event.
  dispatchEvent(new PopStateEvent('popstate'));
  scrollTo(0, 0);
}
