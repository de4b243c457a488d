/** The style of the page that `inspect` makes. */
export const STYLE = `
:root { color-scheme: light dark; --line: #8886; --soft: #8882; --frame: #d6336c; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1200px; margin: auto; padding: 1.5rem 1rem; }
h1 { font-size: 1.4rem; }
h2 { margin-top: 2rem; }
h3 { margin: 0 0 .5rem; }
article { border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; vertical-align: top; font-weight: 600; padding-right: 1.5rem; white-space: nowrap; }
td { vertical-align: top; overflow-wrap: anywhere; padding-right: 1rem; }
tr + tr > * { border-top: 1px solid var(--soft); }
.facts th { width: 1%; }
.n, figure b { background: var(--frame); color: #fff; border-radius: 99px; padding: 0 .45em; font-size: .8rem; }
.result { border-left: 4px solid; background: var(--soft); padding: .5rem .75rem; border-radius: 4px; }
.good { border-color: #2b8a3e; }
.bad { border-color: #c92a2a; }
figure { position: relative; margin: 1rem 0 0; border: 1px solid var(--line); line-height: 0; }
img { width: 100%; }
figure i { position: absolute; outline: 2px solid var(--frame); outline-offset: 2px; background: #d6336c1f; }
figure b { position: absolute; left: -1.6em; top: -.2em; line-height: 1.5; font-style: normal; }
`;
