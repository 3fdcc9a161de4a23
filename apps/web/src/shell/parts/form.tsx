import type { Problem } from '@concert-mania/client/problem';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { problemOf } from '../loading/passing.ts';
import { Button, type ButtonProps } from './button.tsx';
import { Notice, ProblemNotice } from './notice.tsx';

export type Values = Readonly<Record<string, string>>;

interface FormProps {
  /** The text of the button. */
  readonly submit: string;
  readonly kind?: ButtonProps['kind'];
  /** Sends the values of the named inputs. A thrown problem is shown. */
  readonly act: (values: Values) => Promise<void>;
  /** Shown once it has worked. */
  readonly done?: string;
  /** Adds something to the notice of a problem. */
  readonly explain?: (problem: Problem) => ComponentChildren;
  readonly children?: ComponentChildren;
}

type State = 'ready' | 'busy' | 'done' | { readonly problem: Problem | null };

/** A form that sends its inputs, shows that it does so, and says how it ended. */
export function Form({ submit, kind = 'primary', act, done, explain, children }: FormProps) {
  const [state, setState] = useState<State>('ready');
  const send = async (form: HTMLFormElement): Promise<void> => {
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    setState('busy');
    try {
      await act(values);
      if (done !== undefined) form.reset();
      setState('done');
    } catch (error) {
      setState({ problem: problemOf(error) });
    }
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (state !== 'busy') void send(event.currentTarget);
      }}
    >
      {children}
      {typeof state === 'object' && (
        <>
          <ProblemNotice problem={state.problem} />
          {state.problem?.errors?.map(({ path, message }) => (
            <p key={path} class="field-error">
              {message}
            </p>
          ))}
          {state.problem !== null && explain?.(state.problem)}
        </>
      )}
      {state === 'done' && done !== undefined && <Notice kind="success">{done}</Notice>}
      <Button type="submit" kind={kind} busy={state === 'busy'}>
        {submit}
      </Button>
    </form>
  );
}
