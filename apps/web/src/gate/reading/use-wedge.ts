import { useEffect, useRef } from 'preact/hooks';
import { makeWedge } from './wedge.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

/** Tells each code that a hardware scanner types while no field has the focus. */
export function useWedge(onCode: (code: string) => void): void {
  const listener = useRef(onCode);
  listener.current = onCode;
  useEffect(() => {
    const wedge = makeWedge();
    const listen = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
      const code = wedge(event, event.timeStamp);
      if (code === null) return;
      // The Enter of a scanner must not press the button that has the focus.
      event.preventDefault();
      listener.current(code);
    };
    document.addEventListener('keydown', listen, true);
    return () => document.removeEventListener('keydown', listen, true);
  }, []);
}
