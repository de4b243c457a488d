/**
 * Colours of the statuses and of the parts of the time: Okabe and Ito's set, which people with any kind of colour
 * blindness tell apart; every bar and row also carries its status as a sign and in words.
 */
const LIGHT = `
--bg:#f5f6f8;--card:#fff;--ink:#18212b;--soft:#56616e;--line:#dde2e8;--grid:#eceff3;--link:#0a5fa3;--field:#f5f6f8;
--COMPLETED:#009e73;--NO_ATTACHMENTS:#56b4e9;--PARTIAL:#e69f00;--FAILED:#d55e00;--PO_NOT_FOUND:#cc79a7;
--PR_NOT_ACCESSIBLE:#a98bd0;--TIMEOUT:#e8d92c;--RELEASED:#9aa4af;--NOT_PROCESSED:#9aa4af;
--part-portal:#0072b2;--part-files:#56b4e9;--part-browser:#cc79a7;--part-permit:#e69f00;--part-turn:#e8d92c;
--part-again:#d55e00;--part-other:#a7b0ba;
--curve-1:#d55e00;--curve-2:#9467bd;--curve-3:#0072b2;--curve-4:#009e73;--curve-5:#a67c00;--past:#aab6c3;--now:#0072b2`;

const DARK = `
--bg:#11151a;--card:#191f26;--ink:#e8edf2;--soft:#9eabb8;--line:#2d363f;--grid:#242c34;--link:#7cc4f7;--field:#11151a;
--part-portal:#3b9fe0;--curve-1:#ff8c42;--curve-2:#b99be0;--curve-3:#5cb3f2;--curve-4:#2cc79a;--curve-5:#e0b64a;
--past:#4d5a67;--now:#5cb3f2`;

// On paper the buttons of the table's head are no boxes: Chromium repeats no head with a button in it.
export const pageStyle = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root:not(.paper){${DARK}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1480px;padding:26px 28px 70px;background:var(--bg);color:var(--ink);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
h1{margin:0;font-size:25px;letter-spacing:-.015em}
h2{margin:0;font-size:16px;letter-spacing:-.005em}
h3{margin:0;font-size:13px}
#lead{margin:4px 0 0;color:var(--soft)}
#stop{margin:14px 0 0;padding:10px 14px;border-left:4px solid var(--FAILED);background:var(--card);border-radius:6px}
section{margin-top:16px;padding:16px 20px 18px;background:var(--card);border:1px solid var(--line);border-radius:12px}
section.plain{padding:0;background:none;border:0}
section:focus{outline:none}
.bar{display:flex;gap:10px 12px;align-items:center;margin-bottom:12px;flex-wrap:wrap}
.bar>span,.soft,.hint{color:var(--soft)}
.hint{font-size:12.5px}
.push{flex:1}
button,input,select{font:inherit;color:inherit}
button{padding:3px 11px;background:var(--card);border:1px solid var(--line);border-radius:7px;cursor:pointer}
button:hover:not(:disabled){border-color:var(--soft)}
button:disabled{opacity:.5;cursor:default}
:focus-visible{outline:2px solid var(--now);outline-offset:2px}
a{color:var(--link)}
code{padding:2px 7px;background:var(--bg);border-radius:5px;font:12.5px ui-monospace,"Cascadia Mono",Consolas,monospace}
.skip{position:absolute;left:-999px}
.skip:focus{left:12px;top:8px;padding:6px 12px;background:var(--card);border-radius:6px;z-index:20}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
#chips{display:flex;flex-wrap:wrap;gap:10px}
.chip{display:grid;grid-template-columns:auto 1fr;column-gap:11px;align-items:center;min-width:132px;padding:10px 16px 10px 13px;text-align:left;border-left:5px solid var(--c);border-radius:9px}
.chip b{font-size:23px;font-variant-numeric:tabular-nums;letter-spacing:-.02em}
.chip span{color:var(--soft);font-size:12.5px;line-height:1.2}
.chip[aria-pressed=true]{outline:2px solid var(--ink);outline-offset:1px}
#time p,.po-time p{margin:8px 0 10px}
.parts{display:flex;gap:1px;overflow:hidden;border-radius:5px}
.parts.wide{height:20px}
.parts.thin{height:4px;margin-top:4px;border-radius:2px}
.parts i{flex:1 1 0;min-width:2px;background:var(--c)}
.legend{display:flex;flex-wrap:wrap;gap:4px 22px;margin:10px 0 0;padding:0;list-style:none;font-size:12.5px}
.legend li{display:flex;gap:7px;align-items:baseline}
.legend li::before{content:"";width:10px;height:10px;border-radius:3px;background:var(--c)}
.legend span{color:var(--soft)}
.legend b{font-weight:600;font-variant-numeric:tabular-nums}
#failures{margin:0;padding:0;list-style:none}
#failures>li{display:grid;grid-template-columns:230px 1fr auto;gap:4px 22px;align-items:start;padding:11px 0 11px 13px;border-left:4px solid var(--c);border-radius:2px}
#failures>li+li{margin-top:8px}
#failures>li.more{display:block;border:0;padding:0}
.failure-head{display:grid;grid-template-columns:minmax(2.6em,auto) 1fr;column-gap:10px;align-items:center}
.failure-head b{grid-row:span 2;font-size:20px;font-variant-numeric:tabular-nums}
.failure-head small{color:var(--soft);font-size:11px}
.failure-words p{margin:0;overflow-wrap:anywhere}
.failure-words .cause{color:var(--soft)}
.acts,#actions,.zoom{display:flex;flex-wrap:wrap;gap:6px;align-items:center}
.acts{justify-content:flex-end;max-width:460px}
#charts{border-radius:6px}
#lanes,#curves,.curve{min-width:0}
#lanes-note{margin:6px 0 0;font-size:12.5px}
#lanes-note:empty{display:none}
.curve-head{margin:10px 0 0;padding-left:84px;font-weight:600}
.curve-head span{margin-left:8px;color:var(--soft);font-weight:400;font-variant-numeric:tabular-nums}
.u-select{background:color-mix(in srgb,var(--now) 22%,transparent)}
#pan{width:calc(100% - 96px);margin:12px 12px 0 84px;accent-color:var(--now)}
#search{width:min(280px,100%)}
#search,select{padding:4px 10px;background:var(--field);border:1px solid var(--line);border-radius:7px}
select{max-width:220px}
.wide{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:13px}
th{text-align:left;font-weight:600}
thead th{padding:0;border-bottom:1px solid var(--line)}
#runs th,#runs td{padding:6px 10px}
th button{width:100%;padding:7px 10px;text-align:inherit;background:none;border:0;font-weight:600;white-space:nowrap}
th[aria-sort=ascending] button::after{content:" ▲" / "";font-size:9px}
th[aria-sort=descending] button::after{content:" ▼" / "";font-size:9px}
td,tbody th{padding:8px 10px;vertical-align:top;border-bottom:1px solid var(--grid)}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tbody tr[data-row]{cursor:pointer}
tbody tr[data-row]:hover>*{background:color-mix(in srgb,var(--ink) 4%,transparent)}
tr.on>*{background:color-mix(in srgb,#56b4e9 20%,transparent)!important}
th.po{white-space:nowrap}
th .opener{width:auto;padding:0;font-weight:600;background:none;border:0}
.opener::before{content:"▸";display:inline-block;width:1.1em;color:var(--soft)}
.opener[aria-expanded=true]::before{content:"▾"}
td.message{min-width:220px;max-width:520px;overflow-wrap:anywhere}
td.supplier{min-width:110px;max-width:260px;overflow-wrap:anywhere}
td.time{min-width:84px}
td.none{padding:26px;text-align:center;color:var(--soft)}
.status{display:inline-block;white-space:nowrap;font-size:12.5px}
.status::before{content:"";display:inline-block;width:10px;height:10px;margin-right:7px;border-radius:3px;background:var(--c);box-shadow:inset 0 0 0 1px rgba(0,0,0,.25)}
tr.details>td{padding:4px 22px 18px 30px;background:color-mix(in srgb,var(--ink) 2.5%,transparent)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:5px 18px;margin:12px 0 0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
ul.files{margin:0;padding:0;list-style:none}
ul.files small{color:var(--soft)}
#more{margin-top:12px}
#compare{display:grid;grid-template-columns:repeat(auto-fit,minmax(270px,1fr));gap:14px 26px}
#compare p{margin:2px 0 6px;color:var(--soft);min-height:2.9em}
#compare>p{margin:0;min-height:0}
details{margin-top:12px}
summary{cursor:pointer}
#tip{position:fixed;z-index:9;max-width:min(420px,92vw);padding:11px 14px;background:var(--card);border:1px solid var(--line);border-left:4px solid var(--c);border-radius:8px;box-shadow:0 8px 30px rgba(0,0,0,.25);pointer-events:none;overflow-wrap:anywhere}
#tip b{font-size:15px}
#tip p{margin:5px 0 0}
#tip .soft{font-size:12.5px}
[hidden]{display:none!important}
@media (max-width:820px){body{padding:16px 12px 40px}section{padding:12px}.hint{display:none}#failures>li{grid-template-columns:1fr}.acts{justify-content:flex-start}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{
@page{margin:12mm}
body{max-width:none;padding:0;background:#fff;font-size:11px}
section{padding:8px 0;border:0;break-inside:avoid-page}
#orders{break-inside:auto}
.screen,.zoom,.acts button,#search,.skip{display:none!important}
.wide{overflow:visible}
table,.status{font-size:9.5px}
td,tbody th{padding:4px}
thead th{padding:4px}
th button{display:contents}
td.message{min-width:0}
td.supplier{min-width:80px}
td.time{min-width:60px}
tr{break-inside:avoid}
.opener::before{display:none}
#compare{grid-template-columns:repeat(3,210px)}
select{padding:0;appearance:none;background:none;border:0}
*{print-color-adjust:exact}
}
`;
