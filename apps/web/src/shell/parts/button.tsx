import type { ButtonHTMLAttributes } from 'preact';

export interface ButtonProps extends ButtonHTMLAttributes {
  readonly kind?: 'primary' | 'secondary' | 'quiet' | 'danger';
  /** Work is under way: the button stays in place, shows it, and ignores clicks. */
  readonly busy?: boolean;
}

export function Button({ kind = 'primary', busy = false, onClick, class: more, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={`button button-${kind}${more ? ` ${more}` : ''}`}
      aria-busy={busy}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}

interface LinkButtonProps {
  readonly href: string;
  readonly kind?: ButtonProps['kind'];
  readonly children: preact.ComponentChildren;
}

/** A link to another page that looks like a button. */
export function LinkButton({ href, kind = 'primary', children }: LinkButtonProps) {
  return (
    <a class={`button button-${kind}`} href={href}>
      {children}
    </a>
  );
}
