// One actor: who it is, what the records say of it, and with whom.

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useRelease } from "./context";
import { actorsIn, CLAIMS, nameOf, years } from "./data";
import type { Row } from "./data";
import { href } from "./route";
import type { Route } from "./route";
import { ActorName, Bars, Empty, RecordItem, said, tally } from "./ui";
import { count, words } from "./words";
import { changed } from "./route";

const IDENTIFIERS: [string, string][] = [
  ["iso_alpha3", "ISO 3166-1 alpha-3"], ["iso_alpha2", "alpha-2"], ["iso_numeric", "numeric"], ["iso_former", "ISO 3166-3"],
  ["cow_code", "Correlates of War"], ["gw_code", "Gleditsch–Ward"],
];
const SHOWN = 40;

export function Actor({ route }: { route: Route }): JSX.Element {
  const release = useRelease();
  const actor = route.path.slice(1).join("/");
  const row = release.actors.get(actor);
  const records = useMemo(
    () =>
      CLAIMS.flatMap((name) => {
        const table = release.tables.get(name)!;
        return table.rows.filter((entry) => actorsIn(table, entry).includes(actor));
      }),
    [release, actor],
  );
  if (!records.length && !row) {
    return <section class="page"><Empty>No record names {said(actor)}. <a href="#/tables/actors">All actors</a></Empty></section>;
  }
  const others = tally(records.flatMap((entry) => actorsIn(release.tables.get(entry.__table)!, entry).filter((name) => name !== actor && name !== "WLD"))).slice(0, 12);
  const identifiers = IDENTIFIERS.filter(([name]) => row && row[name] !== null && row[name] !== undefined);
  const wikidata = row && typeof row.wikidata === "string" && /^Q\d+$/.test(row.wikidata) ? row.wikidata : null;
  return (
    <section class="page actor-page" aria-labelledby="actor-title">
      <header class="page-head">
        <p class="eyebrow">{row && typeof row.kind === "string" ? words(row.kind) : "actor"}</p>
        <h1 id="actor-title"><bdi>{said(nameOf(release, actor))}</bdi></h1>
        {(identifiers.length > 0 || wikidata) && (
          <ul class="identifiers">
            {identifiers.map(([name, label]) => <li key={name}><span class="faint">{label}</span> <code>{String(row![name])}</code></li>)}
            {wikidata && <li><span class="faint">Wikidata</span> <a href={`https://www.wikidata.org/wiki/${wikidata}`} rel="noreferrer noopener external"><code>{wikidata}</code></a></li>}
          </ul>
        )}
      </header>
      <ul class="tiles small">
        {CLAIMS.map((name) => {
          const table = release.tables.get(name)!;
          return (
            <li key={name}><a href={href(["tables", name], { actor })}><strong>{count(records.filter((entry) => entry.__table === name).length)}</strong><span>{table.title.toLowerCase()}</span></a></li>
          );
        })}
        <li><a href={href(["network"], { actor })}><strong>⟷</strong><span>its network</span></a></li>
        <li><a href={href(["timeline"], { actor })}><strong>⋯</strong><span>its timeline</span></a></li>
      </ul>
      <div class="panels">
        <section class="panel"><h2>Named together with</h2>
          {others.length ? <Bars noun="record" bars={others.map(([name, value]) => ({ key: name, label: <ActorName actor={name} link={false} />, value, target: href(["actors", name]) }))} /> : <p class="faint">Nobody.</p>}
        </section>
        <section class="panel"><h2>Records by year</h2><Decades rows={records} /></section>
      </div>
      <h2>Records</h2>
      <div class="record-list two">
        {records.slice(0, SHOWN).map((entry) => <RecordItem key={String(entry.record_id)} row={entry} target={changed(route, { record: String(entry.record_id), field: null })} current={route.params.get("record") === entry.record_id} />)}
      </div>
      {records.length > SHOWN && <p class="faint">The first {SHOWN} of {count(records.length)}; the tables above have them all.</p>}
    </section>
  );
}

/** How many records fall into each year, or ten years where the history is long. */
function Decades({ rows }: { rows: Row[] }): JSX.Element {
  const found = rows.map(years).filter((span): span is [number, number] => span !== null).map(([first]) => first);
  if (!found.length) return <p class="faint">None of them has a date.</p>;
  const long = Math.max(...found) - Math.min(...found) > 14;
  const bins = tally(found.map((year) => (long ? `${Math.floor(year / 10) * 10}s` : String(year)))).sort((one, other) => (one[0] < other[0] ? -1 : 1));
  return <Bars short noun="record" bars={bins.map(([label, value]) => ({ key: label, label, value }))} />;
}
