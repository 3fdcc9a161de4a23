import type { ComponentType } from 'preact';
import { loadTexts } from '../language/lazy-texts.ts';
import { useLoaded } from '../loading/use-loaded.ts';
import { currentLanguage } from '../texts.ts';
import { Show } from './states.tsx';

/** A part of a page whose script and texts are loaded when it is first shown. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  return (props: P) => {
    const loaded = useLoaded(async () => {
      const Part = await load();
      await loadTexts(currentLanguage());
      return { Part };
    }, []);
    return <Show of={loaded}>{({ Part }) => <Part {...props} />}</Show>;
  };
}
