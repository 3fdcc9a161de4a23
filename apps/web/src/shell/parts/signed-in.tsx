import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { type Me, signInFirst, useMe } from '../session.ts';
import { Loading } from './states.tsx';

/** A page of an account. Leads to the sign-in page when there is no session, or when it ends. */
export function SignedIn({ children }: { readonly children: (me: Me) => ComponentChildren }) {
  const me = useMe();
  useEffect(() => {
    if (me === null) signInFirst();
  }, [me]);
  if (!me) return <Loading />;
  return <>{children(me)}</>;
}
