<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{sheet.title}}</title>
<style>
:root { --ink: #1c2733; --soft: #5b6b7b; --ground: #fff; --rule: #d9e0e7; --part: #1f7a5a;
        --all: #e6ebf0; --late: #d1442b; color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8edf2; --soft: #9fb0c0; --ground: #14191f; --rule: #2b3540; --part: #43b58a;
          --all: #28323c; --late: #ff6b4f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: var(--ground);
       color: var(--ink); font: 16px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.15rem; margin: 0; color: var(--soft); font-weight: 600; }
.lead { font-size: clamp(1.4rem, 5vw, 2.1rem); line-height: 1.2; margin: .2rem 0 1rem;
        font-weight: 700; }
.remark { margin: .3rem 0; }
.sections { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr));
            gap: 1.4rem 2.2rem; }
section { break-inside: avoid; min-width: 0; overflow-x: auto; }
h2 { font-size: 1rem; margin: 0 0 .3rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .22rem .3rem; border-top: 1px solid var(--rule);
         vertical-align: top; overflow-wrap: break-word; }
th { font-weight: 400; color: var(--soft); font-size: .8rem; border: 0; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
.bar { display: block; width: 100%; height: 6px; margin-top: .2rem; }
.all { fill: var(--all); } .part { fill: var(--part); }
.week { width: 100%; max-width: 30rem; font-size: 10px; fill: var(--ink); }
.week .came { fill: var(--all); } .week .late { fill: var(--late); } .mid { text-anchor: middle; }
.note { color: var(--soft); font-size: .85rem; margin: .2rem 0 0; }
@media print { html { font-size: 10.5px; }
  body { font-size: 1rem; padding: 0; max-width: none; }
  .sections { grid-template-columns: 1fr 1fr; gap: .7rem 1.4rem; }
  .bar, .week { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
</style>
</head>
<body>
<h1>{{sheet.title}}</h1>
<p class="lead">{{sheet.lead}}</p>
% for remark in sheet.remarks:
<p class="remark">{{remark}}</p>
% end
<div class="sections">
% if week:
<section>
<h2>When they came</h2>
{{!week}}
<p class="note">Each square is an hour: the number is how many customers began to wait in it,
the redder the more of them were answered late or not at all.</p>
</section>
% end
% for section in tables:
<section>
<h2>{{section.title}}</h2>
<table>
<thead><tr>
% for name in section.columns:
<th scope="col">{{name}}</th>
% end
</tr></thead>
<tbody>
% for row in shortened(section):
<tr><td>{{row.label}}
% if row.share is not None:
{{!bar(row.share)}}
% end
</td>
% for cell in row.cells:
<td>{{cell}}</td>
% end
</tr>
% end
</tbody>
</table>
</section>
% end
</div>
</body>
</html>
