import { makeSharedValue } from '../shared-value.ts';

const readAddress = (): string => location.pathname + location.search;
const wanted = makeSharedValue(readAddress());
/** That of the page that is shown: a page does not see the address of the next one. */
const shown = makeSharedValue(readAddress());
let wasLeft = false;
let isOfBrowser = true;

/** Whether another page was shown before. The first page of a document leaves the focus alone. */
export const hasNavigated = (): boolean => wasLeft;
/** Whether the browser led here, by its back button or a reload, and so restores the scrolling. */
export const isScrollRestored = (): boolean => isOfBrowser;

function read(isBack: boolean): void {
  const { path } = parse(wanted.get());
  wanted.set(readAddress());
  wasLeft ||= path !== parse(wanted.get()).path;
  isOfBrowser = isBack;
  if (parse(shown.get()).path === parse(wanted.get()).path) arrive();
}

/** The wanted page is about to be shown. */
export const arrive = (): void => shown.set(wanted.get());

/** Goes to a page of this document. */
export function goTo(path: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  read(false);
}

/** The path without a slash at its end, and the values of the query. */
function parse(address: string) {
  const { pathname, searchParams } = new URL(address, location.origin);
  const query: Readonly<Record<string, string | undefined>> = Object.fromEntries(searchParams);
  return { path: pathname.replace(/(.)\/+$/, '$1'), query };
}

/** The location of the shown page, as a hook. */
export const useLocation = () => parse(shown.use());
/** The path of the page to show, as a hook. */
export const useWantedPath = (): string => parse(wanted.use()).path;

/** Follows links without loading the document again, if `isOurs` matches their paths. */
export function followLinks(isOurs: RegExp): void {
  addEventListener('popstate', () => read(true));
  addEventListener('click', (event) => {
    const { button, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (event.defaultPrevented || button !== 0 || ctrlKey || metaKey || altKey || shiftKey) return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (link === undefined || link.origin !== location.origin || !isOurs.test(link.pathname)) return;
    if (link.target !== '' || link.hasAttribute('download') || link.hash !== '') return;
    event.preventDefault();
    goTo(link.pathname + link.search);
  });
}
