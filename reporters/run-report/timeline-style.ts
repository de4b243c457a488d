/**
 * Colours of the statuses: Okabe and Ito's set, which people with any kind of colour blindness tell apart; every bar
 * and row also carries its status as a sign and in words.
 */
export const timelineStyle = `
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#5b6775;--line:#dfe4ea;--grid:#edf0f3;
--COMPLETED:#009e73;--NO_ATTACHMENTS:#56b4e9;--PARTIAL:#e69f00;--FAILED:#d55e00;--PO_NOT_FOUND:#cc79a7;--PR_NOT_ACCESSIBLE:#a98bd0;--TIMEOUT:#f0e442;--LET_GO:#9aa4af;--OPEN:#9aa4af}
@media (prefers-color-scheme:dark){:root{--bg:#12161b;--card:#1a2027;--ink:#e7ecf1;--soft:#98a5b3;--line:#2c353f;--grid:#232b34}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1500px;padding:24px 28px 60px;background:var(--bg);color:var(--ink);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
h1{margin:0;font-size:24px;letter-spacing:-.01em}h2{margin:0;font-size:15px}
#lead{margin:4px 0 0;color:var(--soft)}
#stop{margin:12px 0 0;padding:10px 14px;border-left:4px solid var(--FAILED);background:var(--card);border-radius:4px}
section{margin-top:20px}
section+section{padding:16px 18px;background:var(--card);border:1px solid var(--line);border-radius:10px}
.bar{display:flex;gap:12px;align-items:center;margin-bottom:12px;flex-wrap:wrap}.push{flex:1}
.bar>span{color:var(--soft)}
#chips{display:flex;flex-wrap:wrap;gap:10px}
.chip{display:grid;grid-template-columns:auto 1fr;column-gap:10px;align-items:center;min-width:132px;padding:10px 14px;text-align:left;font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-left:5px solid var(--c);border-radius:8px;cursor:pointer}
.chip b{font-size:22px;font-variant-numeric:tabular-nums}.chip span{color:var(--soft);font-size:12.5px;line-height:1.2}
.chip[aria-pressed=true]{outline:2px solid var(--ink);outline-offset:1px}
button,input{font:inherit;color:inherit}
.zoom button,#more{background:var(--card);border:1px solid var(--line);padding:3px 11px;cursor:pointer;border-radius:6px}
.zoom button+button{margin-left:4px}
button:focus-visible,input:focus-visible,a:focus-visible{outline:2px solid #0072b2;outline-offset:1px}
#chart{display:flex}
#labels{flex:none;padding-top:26px}
#labels div{height:36px;padding-right:16px;line-height:1.25;font-size:13px;white-space:nowrap}
#labels small{display:block;color:var(--soft);font-size:11.5px}
#scroll{flex:1;overflow-x:auto;overflow-y:hidden;border-left:1px solid var(--line)}
#plot{position:relative;min-width:100%;padding-top:26px}
.tick{position:absolute;top:0;bottom:0;border-left:1px solid var(--grid);padding-left:5px;color:var(--soft);font-size:11.5px;pointer-events:none;white-space:nowrap}
.lane{position:relative;height:36px;border-top:1px solid var(--grid)}
.b{position:absolute;top:5px;height:26px;min-width:2px;padding:0 5px;overflow:hidden;white-space:nowrap;line-height:26px;font-size:11.5px;font-weight:600;color:#10161c;background-color:var(--c);border-radius:4px;box-shadow:inset 0 0 0 1px rgba(0,0,0,.22);cursor:pointer}
.b.n{padding:0;box-shadow:none;font-size:0}
.b.again{background-image:repeating-linear-gradient(135deg,rgba(255,255,255,.5) 0 4px,transparent 4px 9px)}
.b.off{opacity:.14}.b.on{box-shadow:0 0 0 2px var(--ink);z-index:2}
.wide{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:13px}
th{padding:0;text-align:left;border-bottom:1px solid var(--line)}
th button{width:100%;padding:7px 10px;text-align:inherit;background:none;border:0;font-weight:600;cursor:pointer;white-space:nowrap}
th[aria-sort=ascending] button::after{content:" ▲";font-size:9px}th[aria-sort=descending] button::after{content:" ▼";font-size:9px}
td{padding:8px 10px;vertical-align:top;border-bottom:1px solid var(--grid)}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.po{font-weight:600;white-space:nowrap}td.message{min-width:220px;overflow-wrap:anywhere}td.supplier{min-width:110px;overflow-wrap:anywhere}
tr.on td{background:color-mix(in srgb,#56b4e9 20%,transparent)}
.status{display:inline-block;white-space:nowrap}.status::before{content:"";display:inline-block;width:10px;height:10px;margin-right:7px;border-radius:3px;background:var(--c);box-shadow:inset 0 0 0 1px rgba(0,0,0,.25)}
.status small{display:block;margin-left:17px;color:var(--soft);font-size:11px}
a{color:#0b6bb3}@media (prefers-color-scheme:dark){a{color:#7cc4f7}}
td.files{white-space:nowrap}td.files div{margin-top:3px}td.files small{color:var(--soft)}
td.po div{font-weight:400;font-size:11.5px}td.po a{margin-right:9px}
#search{width:min(320px,100%);padding:5px 10px;background:var(--bg);border:1px solid var(--line);border-radius:6px}
details summary{cursor:pointer}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:10px 0 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
#tip{position:fixed;z-index:9;max-width:min(420px,92vw);padding:11px 14px;background:var(--card);border:1px solid var(--line);border-left:4px solid var(--c);border-radius:8px;box-shadow:0 8px 30px rgba(0,0,0,.25);pointer-events:none;overflow-wrap:anywhere}
#tip b{font-size:15px}#tip p{margin:5px 0 0}#tip .soft{color:var(--soft);font-size:12.5px}
#more{margin-top:12px}
@media (max-width:640px){body{padding:16px 12px 40px}section+section{padding:12px}#labels small{display:none}#labels div{padding-top:9px}}
@media print{body{max-width:none;background:#fff}.zoom,#search{display:none}}
`;
