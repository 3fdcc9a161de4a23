/** The style sheet of the payment window. */
export const WINDOW_STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#eef1f5, #12151a);
  --card: light-dark(#fff, #1c2128);
  --text: light-dark(#191f28, #eceff3);
  --soft: light-dark(#56606d, #a9b3c0);
  --line: light-dark(#808994, #7b8694);
  --brand: light-dark(#1b56d6, #7fa8ff);
  --on-brand: light-dark(#fff, #0d1830);
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 1rem; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif;
  word-break: keep-all; overflow-wrap: anywhere;
}
main { max-width: 27rem; margin: 1rem auto; padding: 1.5rem; background: var(--card); border-radius: 16px; box-shadow: 0 2px 16px #0002; }
header { display: flex; align-items: center; justify-content: space-between; gap: 1rem; }
h1 { margin: 0; font-size: 1.25rem; }
a { color: var(--brand); min-height: 44px; display: inline-flex; align-items: center; }
.note { margin: .25rem 0 1.25rem; color: var(--soft); font-size: .9rem; }
dl { margin: 0 0 1.5rem; display: grid; gap: .1rem; }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0 0 .75rem; }
dd.amount { margin: 0; font-size: 1.75rem; font-weight: 700; line-height: 1.2; font-variant-numeric: tabular-nums; }
code { font-size: .85rem; }
form { display: grid; gap: .6rem; }
button {
  min-height: 48px; padding: .6rem 1rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--text); background: transparent; border: 1px solid var(--line); border-radius: 10px;
}
button.primary { color: var(--on-brand); background: var(--brand); border-color: var(--brand); font-size: 1.05rem; }
fieldset { margin: 1rem 0 0; padding: 1rem 0 0; border: 0; border-top: 1px solid light-dark(#d7dce3, #3a424d); }
legend { float: left; width: 100%; padding: 0 0 .25rem; font-size: .9rem; font-weight: 600; }
label { clear: both; display: flex; align-items: center; gap: .6rem; min-height: 44px; font-size: .9rem; cursor: pointer; }
input { flex: none; width: 1.15rem; height: 1.15rem; margin: 0; accent-color: var(--brand); }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
@media (max-width: 30rem) { body { padding: 0; background: var(--card); } main { margin: 0; padding: 1.25rem; border-radius: 0; box-shadow: none; } }
`;
