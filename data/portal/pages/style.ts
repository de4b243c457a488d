import { Markup } from '../markup';

/** The portal's look. Inline, so that a page needs nothing from anywhere else. */
export const STYLE = new Markup(`<style>
:root { --ink: #1d2733; --soft: #5c6b7a; --line: #dfe5ea; --paper: #fff; --ground: #f3f5f7; --brand: #0f4c5c; --accent: #e07a3f; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/1.5 "Segoe UI", "Liberation Sans", Arial, sans-serif; }
a { color: #14667c; text-decoration: none; } a:hover { text-decoration: underline; }
.topbar { display: flex; align-items: center; gap: 28px; height: 56px; padding: 0 32px; background: var(--brand); color: #fff; }
.topbar a { color: #d6e6ea; } .topbar a.here { color: #fff; font-weight: 600; border-bottom: 2px solid var(--accent); }
.topbar nav { display: flex; gap: 24px; } .topbar nav a { padding: 17px 0; line-height: 20px; }
.brand { display: flex; align-items: center; gap: 10px; font-size: 16px; font-weight: 600; color: #fff !important; }
.push { margin-left: auto; } .topbar .search { width: 220px; padding: 6px 12px; border: 0; border-radius: 4px; background: #ffffff26; color: #fff; font: inherit; }
.topbar .search::placeholder { color: #c6d9de; }
.avatar { display: grid; place-items: center; width: 32px; height: 32px; border-radius: 50%; background: var(--accent); color: #fff; font-size: 12px; font-weight: 700; }
main { max-width: 1180px; margin: 0 auto; padding: 20px 32px 48px; }
.crumbs { margin-bottom: 10px; color: var(--soft); font-size: 13px; } .crumbs a { color: var(--soft); }
.head { display: flex; align-items: center; gap: 14px; margin: 8px 0 18px; } .head h1 { margin: 0; font-size: 24px; font-weight: 600; }
.chip { display: inline-block; padding: 2px 10px; border-radius: 11px; background: #e3eef0; color: #0f4c5c; font-size: 12px; font-weight: 600; white-space: nowrap; }
.chip.Received { background: #dff1e4; color: #1c6b3a; } .chip.Partially { background: #fdf0d8; color: #8a5a0b; } .chip.Ordered { background: #e4e9fb; color: #33449a; }
.button { padding: 7px 14px; border: 1px solid #c4ced6; border-radius: 4px; background: #fff; color: var(--ink); font: inherit; cursor: pointer; }
.button.primary { border-color: var(--brand); background: var(--brand); color: #fff; font-weight: 600; }
.card { overflow: hidden; margin-bottom: 18px; border: 1px solid var(--line); border-radius: 8px; background: var(--paper); box-shadow: 0 1px 2px #1d27330d; }
.card > h2 { display: flex; align-items: center; gap: 10px; margin: 0; padding: 13px 20px; border-bottom: 1px solid var(--line); font-size: 15px; font-weight: 600; }
.columns { display: grid; grid-template-columns: 1.55fr 1fr; gap: 18px; align-items: start; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 14px 32px; margin: 0; padding: 18px 20px; }
.fields dt { color: var(--soft); font-size: 12px; } .fields dd { margin: 1px 0 0; }
table { width: 100%; border-collapse: collapse; } th { color: var(--soft); font-size: 12px; font-weight: 600; text-align: left; }
th, td { padding: 10px 20px; border-bottom: 1px solid var(--line); } tr:last-child td { border-bottom: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; } tfoot td { background: #f8fafb; font-weight: 600; }
ul.files { margin: 0; padding: 4px 0; list-style: none; }
ul.files li { display: flex; align-items: center; gap: 12px; padding: 9px 20px; border-bottom: 1px solid #eef1f4; } ul.files li:last-child { border-bottom: 0; }
.kind { flex: none; width: 36px; padding: 6px 0; border-radius: 4px; background: #6c7a88; color: #fff; font-size: 10px; font-weight: 700; text-align: center; letter-spacing: .4px; }
.kind.pdf { background: #c23b33; } .kind.docx { background: #2b5fad; } .kind.xlsx, .kind.csv { background: #24794a; } .kind.png, .kind.jpg { background: #7d4fa3; } .kind.msg, .kind.eml { background: #b8791a; }
.what { min-width: 0; } .what > :first-child { overflow-wrap: anywhere; } .what small { display: block; color: var(--soft); }
.control { color: #14667c; cursor: pointer; } button.control { padding: 0; border: 0; background: none; font: inherit; } .control:hover { text-decoration: underline; }
.quiet { padding: 18px 20px; color: var(--soft); } .steps { margin: 0; padding: 14px 20px 14px 36px; color: var(--soft); } .steps b { color: var(--ink); font-weight: 600; }
.spinner { display: inline-block; width: 14px; height: 14px; margin-right: 8px; border: 2px solid #c6d0d8; border-top-color: var(--brand); border-radius: 50%; vertical-align: -2px; animation: turn .8s linear infinite; }
@keyframes turn { to { transform: rotate(1turn); } }
.flash_error, .flash-error, #error_explanation { margin: 0 0 18px; padding: 13px 18px; border: 1px solid #efc4c0; border-left: 4px solid #c23b33; border-radius: 6px; background: #fdf1f0; color: #7d211b; }
.notice { margin: 0 0 18px; padding: 13px 18px; border: 1px solid #c5dde6; border-left: 4px solid #2d86a3; border-radius: 6px; background: #f0f8fb; }
.middle { max-width: 420px; margin: 72px auto; } .middle .card { padding: 28px 32px; } .middle h1 { margin: 0 0 6px; font-size: 21px; } .middle p { color: var(--soft); }
.middle label { display: block; margin: 14px 0 4px; font-weight: 600; } .middle input[type=email], .middle input[type=password], .middle input[type=text] { width: 100%; padding: 9px 12px; border: 1px solid #c4ced6; border-radius: 4px; font: inherit; }
.middle label.check { display: flex; gap: 8px; align-items: center; font-weight: 400; } .middle .button { width: 100%; margin-top: 20px; padding: 10px; }
footer { padding: 0 32px 32px; color: #8592a0; font-size: 12px; text-align: center; }
</style>`);

/** Three parcels, the top one in the colour of the text: the mark of a portal that does not exist. */
export const MARK = new Markup(
  '<svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true">' +
    '<rect x="2" y="14" width="10" height="10" rx="2" fill="#e07a3f"/>' +
    '<rect x="14" y="14" width="10" height="10" rx="2" fill="#f2b28c"/>' +
    '<rect x="8" y="2" width="10" height="10" rx="2" fill="currentColor"/></svg>',
);
